// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds byte strings to the hot path, from decoder to matchers: a string whose chars are bytes looks like any other
 * one, so the compiler finds none of them where Unicode is expected. Each list is the whole of a gate; RATIONALE, "Byte
 * text", names them.
 */
class ByteStringsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.gvtrace");

    /** Where strings are byte strings. */
    private static final List<String> INSIDE = List.of(
            "dev.gvtrace.replay.event",
            "dev.gvtrace.replay.decode",
            "dev.gvtrace.replay.state",
            "dev.gvtrace.replay.field",
            "dev.gvtrace.replay.filter");

    /** The bytes of messages, facts and constants become byte strings. */
    private static final Set<String> FROM_BYTES = Set.of(
            "replay.event.message.TextPool",
            "replay.field.SocketArguments",
            "replay.filter.match.Bytes",
            "replay.state.PathResolver",
            "replay.state.SocketAddress",
            "replay.table.indicator.IndicatorList");

    /** Words of rules, conditions and requests, and strings in JSON, become byte strings. */
    private static final Set<String> FROM_UNICODE = Set.of(
            "api.FieldAdapter",
            "api.OwnFields",
            "replay.filter.Constants",
            "replay.filter.OutputTemplate",
            "replay.filter.ast.ConstantSet",
            "replay.filter.ast.Lexer",
            "replay.state.Json",
            "replay.table.EventTable",
            "replay.table.derived.AlertTable");

    /** Facts recorded beside the stream, cells in conditions, values of extensions and alerts become byte strings. */
    private static final Set<String> FROM_TEXT = Set.of(
            "api.ExtensionValues",
            "replay.state.SandboxState",
            "replay.table.ColumnSet",
            "replay.table.GapTable",
            "replay.table.derived.AlertTable");

    /** Values of alerts, rows and explanations leave, and what extensions read of an event. */
    private static final Set<String> TO_TEXT = Set.of(
            "api.EventValue",
            "replay.detail.EventDetail",
            "replay.engine.EventSummary",
            "replay.engine.RuleEngine",
            "replay.filter.Explanation",
            "replay.filter.OutputTemplate",
            "replay.state.ContainerInfo",
            "replay.table.RowBatch");

    /** Conditions are printed, messages quote constants, and regular expressions are Unicode. */
    private static final Set<String> TO_UNICODE = Set.of(
            "api.FieldAdapter",
            "api.OwnFields",
            "replay.filter.CheckError",
            "replay.filter.OutputTemplate",
            "replay.filter.ast.FilterPrinter",
            "replay.filter.match.PosixRegex",
            "replay.table.EventTable");

    /** Bytes are needed again: a path to compare, JSON to parse, UTF-8 to check. */
    private static final Set<String> TO_BYTES =
            Set.of("replay.filter.ast.FilterPrinter", "replay.state.FdInfo", "replay.state.Json");

    @Test
    void eachGateIsListed() {
        assertThat(callersOf("of", byte[].class, int.class, int.class)).isEqualTo(FROM_BYTES);
        assertThat(callersOf("fromUnicode", String.class)).isEqualTo(FROM_UNICODE);
        assertThat(callersOf("of", Text.class)).isEqualTo(FROM_TEXT);
        assertThat(callersOf("toText", String.class)).isEqualTo(TO_TEXT);
        assertThat(callersOf("toUnicode", String.class)).isEqualTo(TO_UNICODE);
        assertThat(callersOf("bytes", String.class)).isEqualTo(TO_BYTES);
    }

    /** The names of the classes that use a method of {@link ByteText}, without the first two packages. */
    private static Set<String> callersOf(String method, Class<?>... parameters) {
        JavaCodeUnit gate = CLASSES.get(ByteText.class).getMethod(method, parameters);
        return accesses(gate::equals)
                .map(access -> outermost(access.getOriginOwner()))
                .filter(name -> !name.startsWith("text."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outermost(JavaClass each) {
        return each.getFullName().replaceFirst("^dev\\.gvtrace\\.", "").replaceFirst("\\$.*", "");
    }

    private static Stream<JavaCodeUnitAccess<?>> accesses(Predicate<JavaCodeUnit> wanted) {
        return CLASSES.stream()
                .flatMap(each -> Stream.<JavaCodeUnitAccess<?>>concat(
                        each.getCodeUnitCallsFromSelf().stream(), each.getCodeUnitReferencesFromSelf().stream()))
                .filter(access ->
                        access.getTarget().resolveMember().filter(wanted).isPresent());
    }

    @Test
    void noOtherClassDecodesBytesAsChars() {
        assertThat(CLASSES.stream()
                        .flatMap(each -> each.getFieldAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(StandardCharsets.class)
                                && access.getTarget().getName().equals("ISO_8859_1"))
                        .map(access -> access.getOriginOwner().getFullName()))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev.gvtrace.text."));
    }

    /**
     * Strings of events, state and matchers go to each other, to the engine, tables and details, and on through a gate.
     */
    @Test
    void noByteStringLeavesBesideTheGates() {
        List<String> leaving = accesses(ByteStringsTest::givesByteStrings)
                .filter(access -> !isInside(access.getOriginOwner()))
                .map(access -> outermost(access.getOriginOwner()) + " asks "
                        + access.getTargetOwner().getSimpleName() + "."
                        + access.getTarget().getName())
                .distinct()
                .sorted()
                .toList();
        assertThat(leaving)
                .as("only whether there is a text, and the name of a point, which is ours")
                .containsExactly(
                        "cli.rules.SeenPoints asks ContainerStart.environment",
                        "cli.rules.SeenPoints asks Context.containerId",
                        "cli.rules.SeenPoints asks SystemCall.exitPoint");
    }

    private static boolean isInside(JavaClass each) {
        String name = each.getPackageName();
        return Stream.concat(
                        INSIDE.stream(),
                        Stream.of("dev.gvtrace.replay.engine", "dev.gvtrace.replay.table", "dev.gvtrace.replay.detail"))
                .anyMatch(inside -> name.equals(inside) || name.startsWith(inside + "."));
    }

    /** A method of an event, of state or of a matcher whose result holds strings. */
    private static boolean givesByteStrings(JavaCodeUnit unit) {
        String name = unit.getOwner().getPackageName();
        boolean asked = name.equals("dev.gvtrace.replay.event.message")
                || name.equals("dev.gvtrace.replay.state")
                || name.equals("dev.gvtrace.replay.filter.match");
        return asked
                && unit.getReturnType().getAllInvolvedRawTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(String.class));
    }
}
