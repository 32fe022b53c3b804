/** The layout part of a header: what needs no library, only a compiler. */
export const LAYOUT_TEMPLATE: string = `\
{{#if constants}}
/* ---- constants --------------------------------------------------------------------------------------------------------------- */

{{#each constants}}
{{this}}
{{/each}}

{{/if}}
{{#if sentinels}}
/* Values that are legal whatever the bounds. */
{{#each sentinels}}
{{this}}
{{/each}}

{{/if}}
{{#if frame}}
{{#each frame}}
{{this}}
{{/each}}

{{/if}}
/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
{{#each fingerprints}}
{{this}}
{{/each}}

{{#if hasSets}}
/* ---- codes, enums and flags --------------------------------------------------------------------------------------------------- */

{{#each enums}}
{{comment}}
{{open}}
{{#each lines}}
{{this}}
{{/each}}
{{close}}

{{/each}}
{{#each groups}}
{{comment}}
{{#each lines}}
{{this}}
{{/each}}

{{/each}}
{{/if}}
/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

{{#each aggregates}}
{{comment}}
{{#if systemHeader}}
#if defined({{../systemTypes}})
#include <{{systemHeader}}>
#else
{{/if}}
{{#if pack}}
#pragma pack(push, {{pack}})
{{/if}}
{{#if open}}
{{open}}
{{#each lines}}
{{this}}
{{/each}}
{{close}}
{{/if}}
{{#if pack}}
#pragma pack(pop)
{{/if}}
{{#if systemHeader}}
#endif
{{/if}}
{{#each macros}}
{{this}}
{{/each}}

{{/each}}
`;
