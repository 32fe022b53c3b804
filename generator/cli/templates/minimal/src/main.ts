import { State } from '../generated/sensor/index.js';
import { askListener } from './ask-listener.js';

const { answer, said } = askListener({ id: 1, celsius: 2150, seenUs: Date.now() * 1000, place: 'kitchen' });
process.stdout.write(`C:          ${said}`);
console.log(`TypeScript: answer ${answer.id}: ${answer.state === State.TooHot ? 'too hot' : 'fine'}`);
