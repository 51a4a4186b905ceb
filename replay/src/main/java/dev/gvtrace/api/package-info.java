// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The public API of gvtrace: open a trace, query its tables, evaluate rules on it, verify it.
 *
 * <pre>{@code
 * Rules rules = Rules.load(Path.of("rules.yaml"));
 * try (Trace trace = Trace.open(Path.of("sandbox.gvt"));
 *         Rows rows = trace.scan(TableQuery.of("processes").columns("pid", "cmdline"));
 *         AlertStream alerts = trace.alerts(rules)) {
 *     while (rows.next()) {
 *         System.out.println(rows.longAt(0) + " " + rows.textAt(1));
 *     }
 *     alerts.forEachRemaining(alert -> System.out.println(alert.toJson()));
 * }
 * }</pre>
 *
 * <p>Start with {@link dev.gvtrace.api.Trace}, which opens files, directories and, through {@link
 * dev.gvtrace.api.TraceStore}, any store that reads bytes at a position. {@link dev.gvtrace.api.Trace#info} describes
 * its contents. {@link dev.gvtrace.api.Catalog} lists tables and fields, and {@link dev.gvtrace.api.Trace#scan} answers
 * a {@link dev.gvtrace.api.TableQuery}: {@code at} selects the state at a moment. {@link dev.gvtrace.api.Rules} loads
 * Falco rule files, {@link dev.gvtrace.api.Trace#alerts} runs them. {@link dev.gvtrace.api.Verifier} checks whether
 * recordings are intact, authentic and complete. The program in {@code samples/api} does most of this in forty lines.
 *
 * <h2>Common rules</h2>
 *
 * <ul>
 *   <li>Values are owned: nothing changes or ends with a cursor, except for the current row of {@link
 *       dev.gvtrace.api.Rows}, which {@link dev.gvtrace.api.Rows#copy} keeps.
 *   <li>Any error is a {@link dev.gvtrace.api.GvtraceException} with a kind, including errors of a caller's store.
 *       Damage of a trace does not throw: the rest is read, and {@code damage()} lists the unreadable parts.
 *   <li>Text from a sandbox is {@link dev.gvtrace.text.Text}, bytes that need not be UTF-8; its {@code toString} is
 *       safe to print. A {@code String} is Unicode: names of rules, tables and columns, messages.
 *   <li>Nothing is looked up on the machine where it runs, and results do not depend on its number of processors.
 *   <li>Each type documents which threads may use it.
 * </ul>
 *
 * <h2>What is stable</h2>
 *
 * <p>The types of this package, of {@link dev.gvtrace.api.extension} and {@link dev.gvtrace.text.Text} follow semantic
 * versions: code that compiles and links against a release does so against later ones of the same major version. The
 * build compares them with the last release and fails otherwise. Enums and tables may grow with a minor version, and so
 * may the interface {@link dev.gvtrace.api.Row}, which is not for implementation by others. Columns of tables and names
 * of fields change only with a major version. All other packages are internal and change at any time.
 *
 * <h2>Extension</h2>
 *
 * <p>Fields, tables, syntaxes of rules, forms of alerts and layouts of exports of others are found by {@link
 * java.util.ServiceLoader}, and are then asked like gvtrace's own: see {@link dev.gvtrace.api.extension}.
 *
 * <h2>Inside</h2>
 *
 * <p>Classes named after an adapter make of an extension what catalogues take; {@code InstalledExtensions} lists them.
 * {@code ExtensionCalls} has the messages about their faults, {@code ExtensionValues} the values that they give.
 */
@NullMarked
package dev.gvtrace.api;

import org.jspecify.annotations.NullMarked;
