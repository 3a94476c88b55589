/** The speed figures in a process of its own, as one line of JSON: nothing else has run in it. Argument: calls per round and size. */
import { speedFigures } from '../detect-speed.ts';
import { exposeGarbageCollection, ROUNDS } from '../harness.ts';

exposeGarbageCollection();
console.log(JSON.stringify(speedFigures({ calls: Number(process.argv[2]), rounds: ROUNDS })));
