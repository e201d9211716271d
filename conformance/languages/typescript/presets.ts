// Reads files with presets: transformations with names, as JSON.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Schemas } from './client.js';

export type Chain = Schemas['TransformationChain'];

/**
 * Returns a function that returns the presets in the text of a JSON file, and throws an error if a preset has a misspelt name
 * or a wrong value. The schema is the content of transformations.schema.json.
 */
export function presetReader(schema: object): (text: string) => Map<string, Chain> {
  const ajv = new Ajv2020({ schemas: { presets: schema } });
  const isChain = ajv.compile<Chain>({ $ref: 'presets#/$defs/TransformationChain' });
  return (text) => {
    const file: unknown = JSON.parse(text);
    const presets = new Map<string, Chain>();
    for (const [name, value] of Object.entries(file ?? {})) {
      if (name === '$schema') continue;
      if (!isChain(value)) throw new Error(`preset ${name}: ${ajv.errorsText(isChain.errors)}`);
      presets.set(name, value);
    }
    return presets;
  };
}
