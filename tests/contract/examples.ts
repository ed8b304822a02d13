// Finds the examples of the contract: wherever OpenAPI lets one stand.
export interface Example {
  where: string;
  schema: unknown;
  value: unknown;
}

export interface OperationExample {
  id: string;
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; example: unknown }[];
  /** Of the request: its media type and example, where it takes a body. */
  mediaType?: string;
  body?: unknown;
  goodStatuses: number[];
}

type Node = Record<string, any>;
const methods = ['get', 'post', 'put', 'patch', 'delete'];

export function resolve(document: Node, node: Node | undefined): Node {
  let at = node;
  while (at && typeof at['$ref'] === 'string') {
    at = at['$ref'].slice(2).split('/').reduce((piece: Node | undefined, key: string) => piece?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], document);
  }
  return at ?? {};
}

/** The example of a media type: its own, the first of several, or its schema's. */
function exampleOf(document: Node, media: Node): unknown {
  if (media['example'] !== undefined) return media['example'];
  const several = Object.values(media['examples'] ?? {}) as Node[];
  if (several.length > 0) return resolve(document, several[0])['value'];
  return resolve(document, media['schema'])['example'];
}

function collectSchema(where: string, schema: unknown, found: Example[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  const node = schema as Node;
  const { example, examples, ...bare } = node;
  if (example !== undefined) found.push({ where, schema: bare, value: example });
  for (const value of Array.isArray(examples) ? examples : []) found.push({ where, schema: bare, value });
  for (const [name, property] of Object.entries(node['properties'] ?? {})) collectSchema(`${where}.${name}`, property, found);
  for (const key of ['items', 'additionalProperties']) collectSchema(`${where}.${key}`, node[key], found);
  for (const key of ['oneOf', 'anyOf', 'allOf']) (node[key] ?? []).forEach((part: unknown, i: number) => collectSchema(`${where}.${key}[${i}]`, part, found));
}

function collectMedia(document: Node, where: string, content: Node | undefined, found: Example[]): void {
  for (const [type, media] of Object.entries(content ?? {}) as [string, Node][]) {
    if (!/json/.test(type)) continue;
    collectSchema(`${where} ${type} schema`, media['schema'], found);
    if (media['example'] !== undefined) found.push({ where: `${where} ${type}`, schema: media['schema'], value: media['example'] });
    for (const [name, one] of Object.entries(media['examples'] ?? {})) {
      found.push({ where: `${where} ${type} ${name}`, schema: media['schema'], value: resolve(document, one as Node)['value'] });
    }
  }
}

export function allExamples(document: Node): Example[] {
  const found: Example[] = [];
  const { schemas = {}, parameters = {}, responses = {} } = document['components'] ?? {};
  for (const [name, schema] of Object.entries(schemas)) collectSchema(name, schema, found);
  const parameterExample = (where: string, parameter: Node): void => {
    collectSchema(where, parameter['schema'], found);
    if (parameter['example'] !== undefined) found.push({ where, schema: parameter['schema'], value: parameter['example'] });
  };
  for (const [name, parameter] of Object.entries(parameters)) parameterExample(`parameter ${name}`, parameter as Node);
  for (const [name, response] of Object.entries(responses)) collectMedia(document, `response ${name}`, (response as Node)['content'], found);
  for (const [path, item] of Object.entries(document['paths'] as Node)) {
    for (const method of methods.filter((name) => item[name])) {
      const operation = item[method] as Node;
      const where = `${method.toUpperCase()} ${path}`;
      for (const parameter of operation['parameters'] ?? []) if (!parameter.$ref) parameterExample(`${where} ?${parameter.name}`, parameter);
      collectMedia(document, where, resolve(document, operation['requestBody'])['content'], found);
      for (const [status, response] of Object.entries(operation['responses'] ?? {})) {
        if (!(response as Node)['$ref']) collectMedia(document, `${where} ${status}`, (response as Node)['content'], found);
      }
    }
  }
  return found;
}

function describeOperation(document: Node, path: string, method: string, item: Node): OperationExample {
  const operation = item[method] as Node;
  const request = resolve(document, operation['requestBody']);
  const [mediaType, media] = (Object.entries(request['content'] ?? {})[0] ?? []) as [string?, Node?];
  const good = Object.entries(operation['responses'] as Node).filter(([status]) => /^[23]/.test(status));
  return {
    id: operation['operationId'],
    method: method.toUpperCase(),
    path,
    parameters: [...(item['parameters'] ?? []), ...(operation['parameters'] ?? [])].map((one: Node) => {
      const parameter = resolve(document, one);
      return {
        name: parameter['name'],
        in: parameter['in'],
        required: parameter['required'] === true,
        example: parameter['example'] ?? resolve(document, parameter['schema'])['example'],
      };
    }),
    ...(mediaType && { mediaType, body: exampleOf(document, media!) }),
    goodStatuses: good.map(([status]) => Number(status)),
  };
}

export function operationsOf(document: Node): OperationExample[] {
  return Object.entries(document['paths'] as Node).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => describeOperation(document, path, method, item as Node)));
}
