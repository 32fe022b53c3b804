/** The codec of one struct or union: accessors, whole-struct moves, check, decode and encode. */
import { ACCESSORS_TEMPLATE, MOVES_TEMPLATE } from './template-accessors.ts';
import { ENCODE_TEMPLATE } from './template-encode.ts';
import { WALKER_TEMPLATE } from './template-walker.ts';

export const UNION_TEMPLATE: string = `\
/* ==== {{type}} ==== */

/* The bytes of the union as they stand, in wire order; its accessors read them. */
static inline {{type}} {{load}}(const void *buf)
{
	{{type}} value;

	memcpy(&value, buf, sizeof value);
	return value;
}

{{#if holes}}
/* The bytes as they stand, but zeros where no member has any. */
{{/if}}
static inline void {{store}}(void *buf, {{type}} value)
{
	memcpy(buf, &value, sizeof value);
{{#each holes}}
	memset({{at}}, 0, {{size}});
{{/each}}
}

{{#if storeTagged}}
/* The member that the tag selects, zeros behind it. */
static inline void {{storeTagged}}(void *buf, int64_t tag, {{type}} value)
{
	memset(buf, 0, {{size}});
	switch (tag) {
{{#each cases}}
{{#each labels}}
	case {{this}}:
{{/each}}
		{{statement}};
		break;
{{/each}}
	default:
		break;
	}
}

{{/if}}
${ACCESSORS_TEMPLATE}\
`;

export const STRUCT_TEMPLATE: string = `\
/* ==== {{type}} ==== */

${ACCESSORS_TEMPLATE}\
${MOVES_TEMPLATE}\
{{#if hasTails}}
/* A {{type}} with its tails. A span may be left zero: the tail is empty, or absent where its \`if:\` does not hold. */
{{whole}} {
{{#if hasFixed}}
	{{type}} {{fixedMember}}; /* host byte order; counts are filled in by encode */
{{/if}}
{{#each tails}}
	struct sluice_span {{name}};
{{/each}}
};

{{/if}}
{{#each walkers}}
${WALKER_TEMPLATE}\
{{/each}}
/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int {{check}}(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("{{message}}", buf, len, false, error);
{{#if hasTails}}
	{{whole}} found;

	return {{walker.walk}}(&walk, &found);
{{else}}

	return {{walker.fixed}}(&walk);
{{/if}}
}

{{#each spanAccessors}}
{{comment}}
static inline int {{name}}(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("{{../message}}", buf, len, false, error);
	{{../whole}} found;
{{#if ../hasFixed}}
	int status = {{../walker.fixed}}(&walk);
{{else}}
	int status = 0;
{{/if}}

{{#each takes}}
	if (status == 0)
		status = {{this}};
{{/each}}
	if (status == 0)
		*out = found.{{tail}};
	return status;
}

{{/each}}
/* Reads all of it and judges every value. The bytes are copied once into \`copy\`; NULL vouches that they do not change. */
static inline int {{decode}}(const void *buf, size_t len, void *copy, size_t capacity,
		{{whole}} *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "{{message}}", buf, len, copy, capacity, error);

	if (status == 0)
		status = {{walker.walk}}(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

${ENCODE_TEMPLATE}\
`;
