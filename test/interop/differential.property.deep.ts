// The same property with the deep run's sizes: 10,000 structs with gcc, 2,000 with clang, 1,000 with i686 code.
import './differential.property.test.ts';
