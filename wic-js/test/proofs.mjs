// A reporter of node --test: what each test whose name ends with statements of the conformance checklist, as "[WIC-12]",
// came to. One line each, as ProofListener writes them for the Java tests: statement, test, outcome.
import { basename } from 'node:path';

export default async function* proofs(events) {
  for await (const { type, data } of events) {
    const [, name, ids] = /^(.*) \[([A-Z]+-\d+(?:, [A-Z]+-\d+)*)\]$/.exec(data?.name ?? '') ?? [];
    if (ids !== undefined && (type === 'test:pass' || type === 'test:fail')) {
      const outcome = type === 'test:fail' ? 'failed' : data.skip || data.todo ? 'skipped' : 'passed';
      yield* ids.split(', ').map((id) => `${id}\t${basename(data.file ?? 'wic-js', '.mjs')}: ${name}\t${outcome}\n`);
    }
  }
}
