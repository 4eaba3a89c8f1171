import { describeConformance } from './conformance.ts';

describeConformance('memory');
