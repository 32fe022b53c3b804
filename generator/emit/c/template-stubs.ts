/** `<protocol>_stubs.h` and `.c`: see `view-stubs.ts`. */

export const STUBS_HEADER_TEMPLATE: string = `\
{{banner}}
#ifndef {{macro}}_STUBS_H
#define {{macro}}_STUBS_H

#include <sluice/call.h>

#include "{{prefix}}.h"

#ifdef __cplusplus
extern "C" {
#endif

{{#each replies}}
/* What answers {{request}}: \`code\` says which member. */
struct {{tag}} {
	{{codeType}} code;
	union {
{{#each members}}
		{{type}} {{name}}; /* {{code}} */
{{/each}}
	} as;
};

{{/each}}
/* ---- client: 0, or -SLUICE_ERR_...; sluice_transport_last_error says more --------------------------------------------------------- */

{{#each declarations}}
{{comment}}
{{signature}};

{{/each}}
/* ---- server ------------------------------------------------------------------------------------------------------------------- */

/*
 * Each returns 0, or a negated errno to refuse with. A member that is NULL is answered with UNIMPLEMENTED. Outputs are zero at first;
 * what they point to belongs to the handler, and has to stay until the handler is called again.
 */
struct {{handlers}} {
{{#each slots}}
	{{declaration}};
{{/each}}
};

/* Knows every code; pass it with a {{handlers}} to the functions of sluice/call.h. */
extern const struct sluice_service {{service}};

/* sluice_serve with the handlers of this protocol. \`options\` may be NULL. */
int {{serve}}(struct sluice_transport *transport, const struct {{handlers}} *handlers, void *user,
	const struct sluice_serve_options *options);

#ifdef __cplusplus
}
#endif

#endif /* {{macro}}_STUBS_H */
`;

export const STUBS_SOURCE_TEMPLATE: string = `\
{{banner}}
#include "{{prefix}}_stubs.h"

{{body}}

/* ==== every code; holes have no name ==== */

{{#if entries}}
static const struct sluice_service_entry ENTRIES[] = {
{{#each entries}}
	[{{name}}] = {
		.name = "{{name}}",
		.run = {{run}},
{{#if replies}}
		.replies = (const uint32_t[]){ {{replies}} },
		.reply_count = {{replyCount}},
{{/if}}
{{#if emptyAnswer}}
		.has_empty_answer = true,
{{/if}}
	},
{{/each}}
};

{{/if}}
{{#if ranges}}
static const struct sluice_service_range RANGES[] = {
{{#each ranges}}
	{ {{first}}, {{last}}, {{error}}, {{reason}} },
{{/each}}
};

{{/if}}
const struct sluice_service {{service}} = {
	.protocol = "{{protocol}}",
	.fingerprint = {{fingerprint}},
{{#if entries}}
	.entries = ENTRIES,
	.entry_count = sizeof ENTRIES / sizeof ENTRIES[0],
{{/if}}
{{#if ranges}}
	.ranges = RANGES,
	.range_count = sizeof RANGES / sizeof RANGES[0],
{{/if}}
	.negative_code = {{negative}},
{{#if judge}}
	.judge = {{judge}},
{{/if}}
{{#if refuse}}
	.refuse = {{refuse}},
{{/if}}
};

int {{serve}}(struct sluice_transport *transport, const struct {{handlers}} *handlers, void *user,
	const struct sluice_serve_options *options)
{
	return sluice_serve(transport, &{{service}}, handlers, user, options);
}
`;
