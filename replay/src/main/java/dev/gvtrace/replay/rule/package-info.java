// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Rules: the items of rule files collected, resolved and compiled against a binding, which has the fields. Every fault
 * of a file becomes an issue with a place, none an exception. Items and issues are in {@code rule.item}, Falco's syntax
 * in {@code rule.yaml}, files and places in {@code rule.source}, coverage in {@code rule.coverage}, files with tests in
 * {@code rule.test}. Evaluating rules belongs to {@code engine}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.rule.RuleLoader} loads files one after the other and ends with {@link
 *       dev.gvtrace.replay.rule.LoadedRules}: the {@link dev.gvtrace.replay.rule.Rule}s, and a {@link
 *       dev.gvtrace.replay.rule.LoadResult} for each file. {@link dev.gvtrace.replay.rule.RuleSyntaxCatalog} finds the
 *       syntax of a file.
 *   <li>{@code RuleCollector} adds each item to the {@code RuleCollection}: definitions, additions, overrides; {@code
 *       ExceptionCollector} does it for exceptions, {@code PluginVersions} for requirements.
 *   <li>{@code RuleCompiler} makes rules of the collection. {@code ExceptionExpander} and {@code ListExpander} insert
 *       exceptions and lists into the text of a condition, {@code ConditionReader} parses it, {@code MacroResolver}
 *       resolves macros in the tree; {@code CompileCache} keeps what did not change since the last file.
 *   <li>{@code ConditionReport}, {@code OutputText} and {@code DeprecatedFields} turn what the checker finds into
 *       issues; {@code SkippedItems} lists what a faulty file leaves out.
 *   <li>{@link dev.gvtrace.replay.rule.RuleSelection} switches loaded rules on and off, {@link
 *       dev.gvtrace.replay.rule.RuleDescription} describes one, {@link dev.gvtrace.replay.rule.ConditionPlaces} has the
 *       places of its condition's parts in the files.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.rule;

import org.jspecify.annotations.NullMarked;
