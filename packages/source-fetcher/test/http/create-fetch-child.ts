import { createFetch } from '../../src/index.js';

/** Gets one URL through a proxy, prints what it says, and has nothing more to do. */
const [url = '', proxy] = process.argv.slice(2);
const answer = await createFetch({ proxy: { http: proxy } })(url);
process.stdout.write(`${await answer.text()}\n`);
