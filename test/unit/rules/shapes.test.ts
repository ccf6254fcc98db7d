import { describeShapes } from '../../kit/shapedLines';

// npm run test:long looks at thirty times as many.
describeShapes(300);
