// The same property with the deep run's sizes: 10,000 structs with gcc, the first 2,000 of them with clang, too, 1,000 with i686 code.
import './differential.property.test.ts';
