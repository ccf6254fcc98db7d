import { describeKills } from '../remote/killSuite';

// The size that is promised. CAMPAIGN_ROUNDS and CAMPAIGN_SEED are for those who look for something.
describeKills(Number(process.env['CAMPAIGN_ROUNDS'] ?? 200));
