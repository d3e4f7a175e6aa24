#include <string.h>
#include <yara.h>

// libyara walks its structures with macros, which Swift cannot call; these are the same steps as functions.

static inline const char *shrike_yara_rule_name(const YR_RULE *rule) { return rule->identifier; }

static inline const char *shrike_yara_rule_namespace(const YR_RULE *rule) { return rule->ns->name; }

// The tag after `tag`, the first for NULL; NULL behind the last.
static inline const char *shrike_yara_next_tag(const YR_RULE *rule, const char *tag) {
  const char *next = tag == NULL ? rule->tags : tag + strlen(tag) + 1;
  return next == NULL || *next == '\0' ? NULL : next;
}

// The metadata after `meta`, the first for NULL; NULL behind the last.
static inline const YR_META *shrike_yara_next_meta(const YR_RULE *rule, const YR_META *meta) {
  if (meta == NULL) return rule->metas;
  return META_IS_LAST_IN_RULE(meta) ? NULL : meta + 1;
}

static inline const char *shrike_yara_meta_name(const YR_META *meta) { return meta->identifier; }

static inline const char *shrike_yara_meta_text(const YR_META *meta) {
  return meta->type == META_TYPE_STRING ? meta->string : NULL;
}

static inline int shrike_yara_meta_is_boolean(const YR_META *meta) { return meta->type == META_TYPE_BOOLEAN; }

// The string after `string`, the first for NULL; NULL behind the last.
static inline const YR_STRING *shrike_yara_next_string(const YR_RULE *rule, const YR_STRING *string) {
  if (string == NULL) return rule->strings;
  return STRING_IS_LAST_IN_RULE(string) ? NULL : string + 1;
}

static inline const char *shrike_yara_string_name(const YR_STRING *string) { return string->identifier; }

// The place after `match` where a string was found, the first for NULL; NULL behind the last. Private ones are left out.
static inline const YR_MATCH *shrike_yara_next_match(
    const YR_SCAN_CONTEXT *context, const YR_STRING *string, const YR_MATCH *match) {
  const YR_MATCH *next = match == NULL ? context->matches[string->idx].head : match->next;
  while (next != NULL && next->is_private) next = next->next;
  return next;
}

static inline int shrike_yara_rule_count(const YR_RULES *rules) { return (int)rules->num_rules; }
