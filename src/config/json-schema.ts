import { z } from 'zod';
import { projectSchema } from './project-schema.ts';

/** The JSON Schema of `godrift.yaml`, for editors. */
export function projectJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(projectSchema, { io: 'input', unrepresentable: 'any' }), null, 2)}\n`;
}
