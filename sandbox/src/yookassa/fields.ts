// Small checks of request fields that several YooKassa methods share. Each throws invalid_request
// naming the field.

import { invalidRequest } from './errors.ts';

export type Json = Record<string, unknown>;

export function objectField(body: Json, name: string): Json | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalidRequest('Must be an object', name);
  return value as Json;
}

export function textField(
  body: Json,
  name: string,
  max: number,
  parameter = name,
): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidRequest('Must be a string', parameter);
  if ([...value].length > max) throw invalidRequest(`Must be at most ${max} characters`, parameter);
  return value;
}

export function requiredText(body: Json, name: string, max: number, parameter = name): string {
  const value = textField(body, name, max, parameter);
  if (value === undefined || value === '')
    throw invalidRequest(`Missing required parameter: '${parameter}'`, parameter);
  return value;
}

export function flagField(body: Json, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidRequest('Must be a boolean', name);
  return value;
}

export function metadataField(body: Json): Record<string, string> {
  const metadata = objectField(body, 'metadata') ?? {};
  const entries = Object.entries(metadata);
  if (entries.length > 16) throw invalidRequest('Must have at most 16 keys', 'metadata');
  for (const [key, value] of entries) {
    if (key.length > 32)
      throw invalidRequest('A key must be at most 32 characters', `metadata.${key}`);
    if (typeof value !== 'string')
      throw invalidRequest('A value must be a string', `metadata.${key}`);
    if (value.length > 512)
      throw invalidRequest('A value must be at most 512 characters', `metadata.${key}`);
  }
  return metadata as Record<string, string>;
}
