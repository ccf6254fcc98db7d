import { describeAgreement } from '../../kit/oracleAgreement';

// npm run test:long looks at ten times as many.
describeAgreement(2000);
