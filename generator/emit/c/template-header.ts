/** The files around the parts: banner, guards, includes. */

/** Two guarded parts: the layout needs a compiler only, the codec also `string.h` and `sluice/error.h`. */
export const HEADER_TEMPLATE: string = `\
{{banner}}
#ifndef {{macro}}_LAYOUT_H
#define {{macro}}_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

{{layoutPart}}
#endif /* {{macro}}_LAYOUT_H */

#if !defined({{macro}}_LAYOUT_ONLY) && !defined({{macro}}_CODEC_H)
#define {{macro}}_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "{{prefix}}_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Nobody calls all of these functions; clang says so where this file is the one that it was asked to compile. */
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
#endif

{{identityPart}}

{{codecPart}}

#ifdef __clang__
#pragma clang diagnostic pop
#endif
#ifdef __cplusplus
}
#endif

#endif /* {{macro}}_CODEC_H */
`;

/** Needs no library, so that it compiles for targets that have none. */
export const ASSERTS_TEMPLATE: string = `\
{{banner}}
#ifndef {{macro}}_ASSERTS_H
#define {{macro}}_ASSERTS_H

#ifdef {{macro}}_LAYOUT_ONLY
#include "{{prefix}}.h"
#else
#define {{macro}}_LAYOUT_ONLY
#include "{{prefix}}.h"
#undef {{macro}}_LAYOUT_ONLY
#endif

/* As assert.h and stdalign.h have them in C11; in C++ and C23 they are keywords. */
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)
#ifndef static_assert
#define static_assert _Static_assert
#endif
#ifndef alignof
#define alignof _Alignof
#endif
#endif

{{#each groups}}
/* {{title}} */
{{#each lines}}
static_assert({{expression}} == {{expected}}, {{message}});
{{/each}}

{{/each}}
#endif /* {{macro}}_ASSERTS_H */
`;

export const IDENTITY_TEMPLATE: string = `\
/* For the identity in channel options: who speaks something else does not connect, and is told which message differs. */
static inline struct sluice_identity {{name}}(void)
{
{{#if messages}}
	static const struct sluice_message_identity messages[] = {
{{#each messages}}
		{ {{code}}, {{fingerprint}} },
{{/each}}
	};
	const struct sluice_identity identity = { {{protocol}}, messages, sizeof messages / sizeof messages[0] };
{{else}}
	const struct sluice_identity identity = { {{protocol}}, NULL, 0 };
{{/if}}

	return identity;
}

`;

export const ENUM_TEMPLATE: string = `\
/* Whether enum {{tag}} lists this value. */
static inline bool {{name}}({{type}} value)
{
{{#if labels}}
	switch (value) {
{{#each labels}}
	case {{this}}:
{{/each}}
		return true;
	default:
		return false;
	}
{{else}}
	(void)value;
	return false;
{{/if}}
}

`;
