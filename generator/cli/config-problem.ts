/** Every code a problem of `sluice.config.yaml` can have, with its rule. Stable like those of schemas, and next to them. */
export const CONFIG_PROBLEM_CODES = {
  CFG001: 'only the keys of the config file may be used',
  CFG002: 'a required key must be there',
  CFG003: 'a value has the kind its key asks for',
  CFG004: 'a value is one of those its key allows',
  CFG005: 'a config must be declared by the schema',
  CFG006: 'two protocols do not write the same file',
  CFG007: 'a config file is one YAML map with a list of protocols',
} as const;

export type ConfigProblemCode = keyof typeof CONFIG_PROBLEM_CODES;
