import { describeConformance } from './conformance.ts';

describeConformance('time-skipping');
