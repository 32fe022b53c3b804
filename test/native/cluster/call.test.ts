import { describeCallLies, describeCallStress, describeCalls } from './programs.ts';

describeCalls('calls between cluster members in C');
describeCallStress('calls between cluster members in C, many at once');
describeCallLies('calls between cluster members in C, beside a liar');
