// The same property with the deep run's sizes and compilers: 10,000 structs against gcc, 2,000 against each of the others.
import './layout.property.test.ts';
