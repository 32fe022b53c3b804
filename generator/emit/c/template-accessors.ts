/** Getters and setters on bytes, and whole fixed parts in and out of them: see `view-accessors.ts`. */

export const ACCESSORS_TEMPLATE: string = `\
{{#each accessors}}
{{#if comment}}
{{comment}}
{{/if}}
{{#if getter}}
{{getter}}
{{else}}
static inline {{getType}}{{get}}(const void *buf{{index}})
{
	return {{load}};
}

{{/if}}
{{#if setter}}
{{setter}}
{{else}}
static inline void {{set}}(void *buf{{index}}, {{setType}} value)
{
{{#each store}}
	{{this}};
{{/each}}
}
{{/if}}

{{/each}}
`;

export const MOVES_TEMPLATE: string = `\
{{#if hasFixed}}
/* The fixed part in host byte order. */
static inline {{type}} {{load}}(const void *buf)
{
{{#if loads}}
	const uint8_t *at = (const uint8_t *)buf;
{{/if}}
	{{type}} value;
{{#if loadLoops}}
	size_t i;
{{/if}}

{{#if loads}}
{{else}}
	(void)buf;
{{/if}}
{{#if hasPadding}}
	memset(&value, 0, sizeof value);
{{/if}}
{{#each loads}}
{{#if count}}
	for (i = 0; i < {{count}}; i++)
		{{statement}};
{{else}}
	{{statement}};
{{/if}}
{{/each}}
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void {{store}}(void *buf, {{type}} value)
{
	uint8_t *at = (uint8_t *)buf;
{{#if storeLoops}}
	size_t i;
{{/if}}

{{#if loads}}
{{else}}
	(void)value;
{{/if}}
{{#each stores}}
{{#if count}}
	for (i = 0; i < {{count}}; i++)
		{{statement}};
{{else}}
	{{statement}};
{{/if}}
{{/each}}
}

{{/if}}
`;
