// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Extensions of gvtrace: fields of events, tables, syntaxes of rule files, alert formats and export formats.
 *
 * <pre>{@code
 * public final class LocalPeer implements FieldExtension {
 *     public List<EventField> fields() {
 *         return List.of(EventField.of(
 *                 "acme.local_peer",
 *                 ColumnType.BOOL,
 *                 "True if the server of the connection is this host.",
 *                 event -> event.value("fd.sip") instanceof InetAddress ip ? ip.isLoopbackAddress() : null));
 *     }
 * }
 * }</pre>
 *
 * <table>
 *   <caption>Which interface to implement</caption>
 *   <tr><th>to add</th><th>implement</th><th>with</th></tr>
 *   <tr>
 *     <td>a field for conditions, outputs and queries</td>
 *     <td>{@link dev.gvtrace.api.extension.FieldExtension}</td>
 *     <td>{@link dev.gvtrace.api.extension.EventField}, {@link dev.gvtrace.api.extension.Event}</td>
 *   </tr>
 *   <tr>
 *     <td>a table for queries</td>
 *     <td>{@link dev.gvtrace.api.extension.TableExtension}</td>
 *     <td>{@link dev.gvtrace.api.extension.TraceReader}, {@link dev.gvtrace.api.extension.RowSink}</td>
 *   </tr>
 *   <tr>
 *     <td>another syntax of rule files</td>
 *     <td>{@link dev.gvtrace.api.extension.RuleSyntaxExtension}</td>
 *     <td>{@link dev.gvtrace.api.extension.RuleSink}, {@link dev.gvtrace.api.extension.RuleNode}</td>
 *   </tr>
 *   <tr>
 *     <td>a format for {@code replay --format}</td>
 *     <td>{@link dev.gvtrace.api.extension.AlertFormatExtension}</td>
 *     <td>{@link dev.gvtrace.api.Alert}</td>
 *   </tr>
 *   <tr>
 *     <td>a format for {@code export --format}</td>
 *     <td>{@link dev.gvtrace.api.extension.ExportFormatExtension}</td>
 *     <td>{@link dev.gvtrace.api.Trace}</td>
 *   </tr>
 * </table>
 *
 * <h2>How to package one</h2>
 *
 * <ol>
 *   <li>Write a public class with a public constructor without parameters that implements one of the interfaces.
 *       Compile it against {@code gvtrace-replay.jar} and {@code gvtrace-proto.jar}.
 *   <li>List it in a file of its jar that is named after the interface, one class a line: {@code
 *       META-INF/services/dev.gvtrace.api.extension.FieldExtension} has the line {@code com.acme.LocalPeer}.
 *   <li>Put the jar and its dependencies on the class path beside gvtrace's. For the program {@code gvtrace}, list them
 *       in the environment variable {@code GVTRACE_EXTENSIONS}, separated as in a class path. In a program that uses
 *       {@link dev.gvtrace.api}, the class loader that loaded gvtrace has to find them.
 * </ol>
 *
 * <p>The class is found by {@link java.util.ServiceLoader} when something of its kind is first used. {@code
 * samples/api/extension} has a complete example.
 *
 * <h2>What holds for all of them</h2>
 *
 * <ul>
 *   <li>An extension is trusted code: it runs in the process of gvtrace, with the same rights.
 *   <li>Each class is instantiated once, and again when catalogues are reloaded. Several threads call the object at
 *       once, each for a trace of its own, so it should be stateless; where state is needed, the interface has an
 *       object for each trace.
 *   <li>Results should depend on the trace alone: no clock, no lookup, no randomness. Otherwise two runs over a
 *       recording give different results.
 *   <li>Text from a sandbox is a {@link dev.gvtrace.text.Text}; where an extension returns text, a {@link String} is
 *       encoded as UTF-8.
 *   <li>A name that is already taken, by gvtrace or another extension, and a class that cannot be instantiated are
 *       errors before anything is read. An exception, a null where none is allowed and a value of another type are
 *       errors while a trace is read. In all these cases the command ends with exit code 2, the method of {@link
 *       dev.gvtrace.api} throws a {@link dev.gvtrace.api.GvtraceException} INVALID_EXTENSION, and the message names the
 *       class, the place and the event. A live recording continues; only the rules of the connection stop. Nothing is
 *       left out silently.
 * </ul>
 *
 * <h2>What is stable</h2>
 *
 * <p>As in {@link dev.gvtrace.api}: an extension that compiles and links against a release does so against all later
 * ones of the same major version. New methods of interfaces that extensions implement have defaults.
 */
@NullMarked
package dev.gvtrace.api.extension;

import org.jspecify.annotations.NullMarked;
