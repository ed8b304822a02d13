// The examples of the contract are run: each fits its schema, and what they say to send is sent to a running demo and answered as documented.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { World } from '../harness/world.ts';
import { allExamples, operationsOf, type OperationExample } from './examples.ts';
import { prepare, Scene } from './scenes.ts';

describe('The examples of the contract', () => {
  let world: World;

  before(async () => {
    world = await World.start();
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });

  test('fit their schemas', async () => {
    const contract = await world.contract();
    const examples = allExamples(contract.document);
    assert.ok(examples.length > 30, `only ${examples.length} examples were found`);
    const faults = examples.map(({ where, schema, value }) => contract.faults(schema, value).map((fault) => `${where}: ${fault}`)).flat();
    assert.deepEqual(faults, []);
  });

  test('are there for every JSON body that is sent', async () => {
    const { document } = await world.contract();
    const missing = operationsOf(document).filter(({ mediaType, body }) => mediaType === 'application/json' && body === undefined);
    assert.deepEqual(missing.map(({ id }) => id), []);
  });

  test('are sent, every operation with its own, and get the documented answer', async () => {
    const { document } = await world.contract();
    const faults: string[] = [];
    const all = operationsOf(document);
    for (const operation of all) {
      try {
        await send(operation, all);
      } catch (error) {
        faults.push(`${operation.id}: ${error instanceof Error ? error.message : error}`);
      }
    }
    assert.deepEqual(faults, [], faults.join('\n'));
  });

  async function send(operation: OperationExample, all: OperationExample[]): Promise<void> {
    const scene = new Scene(world);
    const wanted = await prepare(scene, operation, all);
    const answer = await world.api(operation.method, wanted.target, wanted.body, wanted.headers);
    assert.ok(operation.goodStatuses.includes(answer.status),
      `${operation.method} ${wanted.target} with ${JSON.stringify(wanted.body)} is answered ${answer.status}, not ${operation.goodStatuses}: ${JSON.stringify(answer.body).slice(0, 400)}`);
  }
});
