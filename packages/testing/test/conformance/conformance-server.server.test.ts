import { describeConformance } from './conformance.ts';

describeConformance('server');
