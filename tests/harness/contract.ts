// The contract as a judge: every answer that a test sees is held against api/openapi.yaml as the server itself serves it. An undeclared status or field fails the test.
import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Operation {
  'x-access': string;
  responses: Record<string, Response>;
}
interface Response {
  $ref?: string;
  content?: Record<string, { schema?: unknown }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export class Contract {
  private readonly ajv: Ajv2020;
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly patterns: { pattern: RegExp; literals: number; path: string }[];

  constructor(readonly document: Document) {
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as { default?: (ajv: unknown) => void }).default?.(this.ajv) ?? (addFormats as unknown as (ajv: unknown) => void)(this.ajv);
    this.ajv.addSchema({ $id: 'contract', ...document });
    this.patterns = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      literals: path.split('/').filter((part) => !part.startsWith('{')).length,
    })).sort((a, b) => b.literals - a.literals);
  }

  /** Every operation as "GET /api/v1/objects public". */
  operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) => methods.filter((method) => item[method])
      .map((method) => `${method.toUpperCase()} ${path} ${item[method]!['x-access']}`)).sort();
  }

  check(method: string, target: string, status: number, contentType: string, body: unknown): void {
    const path = target.split('?')[0]!;
    const found = this.patterns.find(({ pattern }) => pattern.test(path))?.path;
    const operation = found && this.document.paths[found]?.[method.toLowerCase()];
    if (!operation) return; // what is not in the contract is answered with 404 or 405, which the problem tests look at
    const declared = operation.responses[String(status)] ?? operation.responses['default'];
    assert.ok(declared, `${method} ${found}: status ${status} is not in the contract; ${JSON.stringify(body).slice(0, 300)}`);
    const response = this.resolve(declared);
    const type = contentType.split(';')[0]!.trim();
    if (!response.content) return;
    const media = response.content[type];
    assert.ok(media, `${method} ${found} ${status}: ${type} is not in the contract`);
    if (!media.schema || !/json/.test(type)) return;
    const validate = this.validator(`${method} ${found} ${status} ${type}`, media.schema);
    assert.ok(validate(body), `${method} ${found} ${status}: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 600)}`);
  }

  /** What is wrong with a value by a schema of the document; nothing when it fits. */
  faults(schema: unknown, value: unknown): string[] {
    const validate = this.ajv.compile(rebase(schema) as object);
    return validate(value) ? [] : [`${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 200)}`];
  }

  private resolve(response: Response): Response {
    if (!response.$ref) return response;
    const [kind, name] = response.$ref.replace('#/components/', '').split('/') as [string, string];
    return this.document.components[kind]![name] as Response;
  }

  private validator(key: string, schema: unknown): ValidateFunction {
    let validate = this.validators.get(key);
    if (!validate) {
      validate = this.ajv.compile(rebase(schema) as object);
      this.validators.set(key, validate);
    }
    return validate;
  }
}

/** References inside the document, made absolute, so that a piece of it can be compiled on its own. */
function rebase(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rebase);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) =>
    [key, key === '$ref' && typeof value === 'string' && value.startsWith('#') ? `contract${value}` : rebase(value)]));
}
