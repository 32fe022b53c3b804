// The same property with the deep run's sizes: 10,000 structs with gcc, 2,000 with clang.
import './differential.property.test.ts';
