import { describeShapes } from '../kit/shapedLines';

describeShapes(10_000);
