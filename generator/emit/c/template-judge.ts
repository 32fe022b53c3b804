/** Functions that judge values: see `judge.ts`. Used inside of the walkers of a struct. */
export const JUDGE_TEMPLATE: string = `\
{{#each judges}}
static inline int {{name}}(const struct sluice_walk *walk, {{parameters}})
{
{{#if cases}}
	switch (tag) {
{{#each cases}}
{{#each labels}}
	case {{this}}:
{{/each}}
{{#if call}}
		return {{call}};
{{else}}
		return 0;
{{/if}}
{{/each}}
	default:
		return {{otherwise}};
	}
{{else}}
{{#if hasCalls}}
	int status;
{{/if}}
{{#if hasLoops}}
	size_t i;
{{/if}}
{{#if hasCalls}}

{{else}}
{{#if hasLoops}}

{{/if}}
{{/if}}
{{#if readOnly}}
	if (walk->to != NULL)
		return 0; /* an overlay is written as it stands */
{{/if}}
{{#each fields}}
{{#if count}}
	for (i = 0; i < {{count}}; i++) {
{{#each steps}}
{{#if bad}}
		if ({{bad}})
			return {{result}};
{{else}}
		status = {{result}};
		if (status != 0)
			return status;
{{/if}}
{{/each}}
	}
{{else}}
{{#each steps}}
{{#if bad}}
	if ({{bad}})
		return {{result}};
{{else}}
	status = {{result}};
	if (status != 0)
		return status;
{{/if}}
{{/each}}
{{/if}}
{{/each}}
	return 0;
{{/if}}
}

{{/each}}
`;
