/** RPC descriptors and their arguments: see `view-rpc.ts`. */
import { JUDGE_TEMPLATE } from './template-judge.ts';

export const RPC_TEMPLATE: string = `\
/* ==== RPCs: a {{descriptor}} whose slots hold the arguments, inputs first ==== */

/* C name of the RPC that has this index; NULL when none has. */
static inline const char *{{nameOf}}({{index.type}} index)
{
	switch (index) {
{{#each entries}}
	case {{name}}: return "{{name}}";
{{/each}}
	default: return NULL;
	}
}

/* For byte streams: every frame is one descriptor. */
static inline int {{lengthOf}}(const void *buf, size_t available, size_t *length, struct sluice_error *error)
{
	(void)buf;
	(void)error;
	if (available < {{size}})
		return SLUICE_NEED_MORE;
	*length = {{size}};
	return 0;
}

${JUDGE_TEMPLATE}\
static inline int {{prefix}}__refuse_index(const struct sluice_walk *walk, {{index.type}} index)
{
	int error = SLUICE_ERR_CODE_UNKNOWN;

{{#each reserved}}
	if ({{condition}})
		error = {{error}}; /* {{reason}} */
{{/each}}
	return sluice_walk_fail(walk, error, "{{index.name}}", {{index.offset}}, 0, index);
}

/* Takes a whole descriptor: copies it once into \`copy\` (NULL vouches that it does not change), then judges all but the arguments. */
static inline int {{decode}}(const void *buf, size_t len, void *copy, size_t capacity, {{descriptor}} *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	const char *message;
	int status = sluice_walk_copy(&walk, "{{descriptorName}}", buf, len, copy, capacity, error);

	if (status == 0)
		status = {{fixed}}(&walk);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	if (status != 0)
		return status;
	*out = {{load}}(walk.at);
	message = {{nameOf}}(out->{{index.name}});
	if (message == NULL)
		return {{prefix}}__refuse_index(&walk, out->{{index.name}});
{{#if judge}}
	walk.message = message;
	return {{judge}}(&walk, out);
{{else}}
	return 0;
{{/if}}
}

/* Writes a descriptor; its index and slots are packed already. */
static inline int {{prefix}}__put_descriptor(const {{descriptor}} *in, void *buf, size_t capacity, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, {{nameOf}}(in->{{index.name}}), buf, capacity, {{size}}, error);

{{#if judge}}
	if (status == 0)
		status = {{judge}}(&walk, in);
{{/if}}
	if (status != 0)
		return status;
	{{store}}(walk.to, *in);
	*written = {{size}};
	return 0;
}

{{#each entries}}
/* {{comment}} */
{{#if args}}
struct {{args}} {
{{#each arguments}}
{{declaration}}
{{/each}}
};

{{/if}}
/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
{{#if args}}
static inline int {{pack}}({{../descriptor}} *desc, const struct {{args}} *args, struct sluice_error *error)
{{else}}
static inline int {{pack}}({{../descriptor}} *desc, struct sluice_error *error)
{{/if}}
{
{{#if judgesPack}}
	const struct sluice_walk checked = sluice_walk_over("{{name}}", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
{{/if}}
	size_t i;

{{#if judgesPack}}
{{else}}
	(void)error;
{{/if}}
{{#each arguments}}
{{#each packSteps}}
	if ({{bad}})
		return {{result}};
{{/each}}
{{/each}}
	desc->{{../index.name}} = {{name}};
	for (i = 0; i < {{../args.slots}}; i++)
		desc->{{../args.name}}[i] = 0;
{{#each arguments}}
	desc->{{../../args.name}}[{{slot}}] = {{pack}};
{{/each}}
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
{{#if args}}
static inline int {{unpack}}(const {{../descriptor}} *desc, struct {{args}} *out, struct sluice_error *error)
{{else}}
static inline int {{unpack}}(const {{../descriptor}} *desc, struct sluice_error *error)
{{/if}}
{
{{#if judgesUnpack}}
	const struct sluice_walk checked = sluice_walk_over("{{name}}", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
{{/if}}
{{#if args}}
	uint64_t slot;

{{/if}}
	if (desc->{{../index.name}} != {{name}})
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "{{../descriptorName}}", "{{../index.name}}", {{../index.offset}}, {{name}},
				   desc->{{../index.name}});
{{#each arguments}}
	slot = desc->{{../../args.name}}[{{slot}}];
	out->{{name}} = {{unpack}};
{{#if wide}}
	if ({{wide}} != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "{{name}}", {{offset}}, {{expected}}, (int64_t)slot);
{{/if}}
{{#each unpackSteps}}
	if ({{bad}})
		return {{result}};
{{/each}}
{{/each}}
	return 0;
}

/* The whole frame. Index and slots of \`header\` are filled in; it may be NULL for zeros. */
static inline int {{encode}}(void *buf, size_t capacity, const {{../descriptor}} *header,
{{#if args}}
		const struct {{args}} *args, size_t *written, struct sluice_error *error)
{{else}}
		size_t *written, struct sluice_error *error)
{{/if}}
{
	{{../descriptor}} desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
{{#if args}}
	status = {{pack}}(&desc, args, error);
{{else}}
	status = {{pack}}(&desc, error);
{{/if}}
	return status != 0 ? status : {{../prefix}}__put_descriptor(&desc, buf, capacity, written, error);
}

{{/each}}
`;
