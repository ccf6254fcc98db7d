import { describeKills } from './killSuite';

// The same with 200 rounds: npm run campaign.
describeKills(8);
