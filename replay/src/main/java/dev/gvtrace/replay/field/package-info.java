// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The names that conditions and outputs may use, their meaning, and the readers of their values.
 *
 * <p>Conditions, outputs and transformers are checked and compiled against a {@link dev.gvtrace.replay.field.Binding},
 * which has the names for one kind of subject. {@link dev.gvtrace.replay.field.EventBinding} is the binding for events,
 * {@link dev.gvtrace.replay.field.ColumnBinding} the one for the columns of a table:
 *
 * <pre>{@code
 * record Person(String name, long age) {}
 * Binding<Person> people = new ColumnBinding<>("people", List.of(
 *         Column.of("name", FieldType.TEXT, "Its name.", (Extractor.OfText<Person>) Person::name),
 *         Column.of("age", FieldType.SIGNED, "In years.", (Extractor.OfNumber<Person>) (person, out) -> {
 *             out.value = person.age();
 *             return true;
 *         })));
 * Expr condition = FilterParser.parseColumns("age >= 18 and name startswith J");
 * List<FilterIssue> issues = FilterChecker.check(condition, people);
 * FilterCompiler<Person> compiler = new FilterCompiler<>(people);
 * FilterProgram<Person> program = compiler.link(null, List.of(compiler.compile(condition)));
 * Evaluation<Person> evaluation = compiler.newEvaluation();
 * evaluation.start(person);
 * boolean holds = program.next(evaluation, 0) >= 0;
 * }</pre>
 *
 * <p>Further fields of events come from {@link dev.gvtrace.replay.field.FieldProvider}s. In this package {@code
 * fields.txt} lists the fields of events, and one class for each family of names makes their extractors ({@code
 * FdFields}, {@code ProcessFields}, …), found by {@code ExtractorFactory}. Arguments of events come from {@code
 * ArgumentSources} and become text in {@code ArgumentText}, with the names of {@code flags.txt}.
 */
@NullMarked
package dev.gvtrace.replay.field;

import org.jspecify.annotations.NullMarked;
