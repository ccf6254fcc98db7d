import { describeAgreement } from '../kit/oracleAgreement';

describeAgreement(Number(process.env['RULES_LINES'] ?? 20_000));
