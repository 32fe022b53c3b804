// The same, with the i386 vectors run by i686 code.
import './vectors.test.ts';
