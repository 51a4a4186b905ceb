// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Commands about rules: rules, replay, fields; and the options that say which rule files to load. Rules beside a
 * recorder are in {@code cli.capture}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.cli.rules.ReplayCommand} is the largest command: {@link dev.gvtrace.cli.rules.RuleOptions}
 *       (with {@code RulePaths} and {@code RuleSwitches}) selects rules, {@link dev.gvtrace.cli.rules.AlertOptions}
 *       formats alerts, {@link dev.gvtrace.cli.rules.RuleFiles} loads the files and reports their issues, {@code
 *       ReplaySummary} ends the output.
 *   <li>{@code RulesCommand} groups the commands about rule files without a trace: {@code RulesCheckCommand}, {@code
 *       RulesListCommand}, {@code RulesDescribeCommand}.
 *   <li>{@code RulesExplainCommand} with {@code ExplanationPrinter} shows why a rule matched or did not; {@code
 *       RulesTestCommand} with {@code JunitReport} runs files of tests; {@code RulesCoverageCommand} with {@code
 *       SessionViews} and {@code SeenPoints} reports what rules need but a session or a trace lacks.
 *   <li>{@code FieldsCommand} lists the fields of conditions.
 * </ol>
 *
 * <p>{@code RulesCheckCommand} and {@code FieldsCommand} print what {@code dev.gvtrace.api} gives. The others see the
 * packages behind it: {@code replay} formats alerts on the threads that evaluate the rules, which the api's stream of
 * alerts does not, and what switches, lists, explains, tests or measures rules needs their compiled conditions, which
 * the api does not hand out.
 */
@NullMarked
package dev.gvtrace.cli.rules;

import org.jspecify.annotations.NullMarked;
