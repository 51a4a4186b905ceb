// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.output.FormatCatalog;
import dev.gvtrace.replay.provider.NamedCatalog;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.JsonWriter;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds modules and packages to the edges of the design, section 3. Change the list and the design's together. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.gvtrace");

    /** Text and its encodings: each package may see it. */
    private static final String GROUND = "dev.gvtrace.text";

    /** Which package of ours may see which others. A package that is not listed here fails the test. */
    private static final Map<String, Set<String>> MAY_SEE = new TreeMap<>(Map.ofEntries(
            edges("text"),
            edges("api", "api.extension", "trace.*", "proto.wire", "replay.*"),
            edges("api.extension", "api"),
            edges("proto.schema"),
            edges("proto.stream"),
            edges("proto.point"),
            edges("proto.wire", "proto.point", "proto.stream", "trace"),
            edges("trace"),
            edges("trace.gvt", "trace"),
            edges("trace.tracereplay", "trace"),
            edges("trace.ledger", "trace"),
            edges("trace.anchor", "trace", "trace.ledger"),
            edges("trace.source", "trace", "trace.gvt", "trace.tracereplay"),
            edges("trace.copy", "trace", "trace.gvt", "trace.source"),
            edges("trace.verify", "trace", "trace.anchor", "trace.gvt", "trace.ledger", "trace.source"),
            edges("capture.system"),
            edges("capture.socket", "capture.system"),
            edges("capture.session", "proto.point"),
            edges("capture.setup", "capture.session", "capture.socket"),
            edges("capture.facts", "capture.socket", "capture.session", "capture.system", "trace.*"),
            edges("capture.handover", "capture.socket", "trace.*"),
            edges("capture.receive", "capture.socket", "capture.system", "proto.wire", "trace.*"),
            edges("capture.files", "capture.system", "proto.wire", "trace.*"),
            edges("capture.flight", "capture.files", "trace.*"),
            edges("capture", "capture.*", "proto.wire", "proto.point", "proto.stream", "trace.*"),
            edges("replay.provider"),
            edges("replay.event.type"),
            edges("replay.event.message", "replay.event.type", "proto.stream", "proto.point", "proto.wire"),
            edges("replay.event", "replay.event.message", "replay.event.type"),
            edges("replay.frame", "trace"),
            edges("replay.decode", "replay.event.*", "replay.frame", "proto.stream", "proto.point", "proto.wire"),
            edges("replay.state", "replay.event.*", "replay.frame", "proto.point"),
            edges("replay.field", "replay.event.*", "replay.state", "replay.provider", "proto.point"),
            edges("replay.filter.match", "replay.event.*"),
            edges("replay.filter.ast"),
            edges(
                    "replay.filter",
                    "replay.filter.ast",
                    "replay.filter.match",
                    "replay.field",
                    "replay.event.*",
                    "replay.state"),
            edges("replay.rule.source"),
            edges("replay.rule.item", "replay.rule.source", "replay.filter.*"),
            edges("replay.rule.yaml", "replay.rule.source", "replay.rule.item"),
            edges("replay.rule.builtin", "replay.rule.source"),
            edges(
                    "replay.rule",
                    "replay.rule.source",
                    "replay.rule.item",
                    "replay.rule.yaml",
                    "replay.provider",
                    "replay.filter.*",
                    "replay.field",
                    "replay.event.*",
                    "replay.state"),
            edges(
                    "replay.rule.coverage",
                    "replay.rule",
                    "replay.rule.item",
                    "replay.filter.*",
                    "replay.field",
                    "replay.event.*"),
            edges(
                    "replay.rule.test",
                    "replay.rule",
                    "replay.rule.item",
                    "replay.rule.source",
                    "replay.rule.yaml",
                    "replay.filter.*",
                    "replay.field",
                    "replay.state"),
            edges(
                    "replay.engine",
                    "replay.rule",
                    "replay.rule.item",
                    "replay.rule.test",
                    "replay.filter",
                    "replay.field",
                    "replay.event.*",
                    "replay.state"),
            edges(
                    "replay.table",
                    "replay.provider",
                    "replay.filter",
                    "replay.filter.ast",
                    "replay.field",
                    "replay.event.*",
                    "replay.state",
                    "replay.engine"),
            edges(
                    "replay.table.derived",
                    "replay.table",
                    "replay.rule.item",
                    "replay.field",
                    "replay.event.*",
                    "replay.state",
                    "replay.engine"),
            edges("replay.query", "replay.query.*", "replay.table"),
            edges("replay.query.arrangement", "replay.table"),
            edges(
                    "replay.table.indicator",
                    "replay.table",
                    "replay.filter.match",
                    "replay.field",
                    "replay.event.*",
                    "replay.state"),
            edges(
                    "replay.detail",
                    "trace",
                    "proto.wire",
                    "proto.point",
                    "proto.stream",
                    "replay.event.*",
                    "replay.state",
                    "replay.table"),
            edges("replay.query.narrative", "replay.query.arrangement", "replay.table", "replay.event"),
            edges("replay.query.stage", "replay.table"),
            edges(
                    "replay.query.line",
                    "replay.query",
                    "replay.query.arrangement",
                    "replay.query.stage",
                    "replay.table",
                    "replay.field",
                    "replay.filter.ast",
                    "replay.event.type"),
            edges(
                    "replay.output",
                    "replay.provider",
                    "replay.rule",
                    "replay.rule.item",
                    "replay.rule.source",
                    "replay.engine",
                    "replay.table",
                    "replay.filter",
                    "replay.event.*"),
            edges("replay.export", "replay.output", "replay.provider", "trace", "trace.tracereplay"),
            edges("replay.redact", "replay.redact.rule", "trace.*", "proto.wire", "proto.point", "proto.stream"),
            edges("replay.redact.rule", "replay.rule", "replay.rule.item", "replay.rule.source", "replay.rule.yaml"),
            edges("replay.report", "replay.query", "replay.output"),
            edges(
                    "replay.pipeline",
                    "trace.*",
                    "proto.wire",
                    "proto.point",
                    "replay.decode",
                    "replay.event.*",
                    "replay.frame",
                    "replay.state",
                    "replay.table")));

    /** Commands see all of the other modules; among each other they see this. The root sees all. */
    private static final Map<String, Set<String>> COMMANDS_MAY_SEE = Map.ofEntries(
            edges("cli.io"),
            edges("cli.completion", "cli.io"),
            edges("cli.stamp", "cli.io"),
            edges("cli.trace", "cli.io", "cli.stamp"),
            edges("cli.rules", "cli.io"),
            edges(
                    "cli.capture",
                    "cli.io",
                    "cli.rules",
                    "cli.capture.alert",
                    "cli.capture.anchor",
                    "cli.capture.status"),
            edges("cli.capture.alert", "cli.io", "cli.rules", "cli.capture.delivery"),
            edges("cli.capture.anchor", "cli.io", "cli.capture.delivery"),
            edges("cli.capture.delivery", "cli.io"),
            edges("cli.capture.doctor", "cli.capture", "cli.capture.status", "cli.io"),
            edges("cli.capture.status", "cli.io", "cli.capture.alert", "cli.capture.anchor"),
            edges("cli.shell", "cli.io", "cli.rules", "cli.shell.terminal", "cli.shell.casefile", "cli.shell.sql"),
            edges("cli.shell.casefile"),
            edges("cli.shell.sql", "cli.io"),
            edges("cli.shell.terminal", "cli.io"));

    /**
     * What of the program sees more than the api, Text and the program itself: packages, and classes by name. All else
     * uses the api. The reasons are in the {@code package-info} of each package.
     */
    private static final Set<String> SEE_INTERNALS = Stream.of(
                    "capture.*",
                    "capture.alert.*",
                    "capture.anchor.*",
                    "capture.delivery.*",
                    "capture.doctor.*",
                    "capture.status.*",
                    "shell.*",
                    "shell.casefile.*",
                    "shell.sql.*",
                    "shell.terminal.*",
                    // what an extension threw where the api is not between
                    "Main",
                    // what commands share where one of them sees internals
                    "io.Catalogs",
                    "io.FormatChoice",
                    "io.Listing",
                    "io.LossCause",
                    "io.Losses",
                    "io.MomentConverter",
                    "io.NewFile",
                    "io.OpenTraces",
                    "io.OutputOptions",
                    "io.OutputQueue",
                    "io.Progress",
                    "io.Times",
                    "io.Traces",
                    // alerts are formatted where the events are, and rules are switched, measured and explained
                    "rules.AlertOptions",
                    "rules.AlertPrinter",
                    "rules.ExplanationPrinter",
                    "rules.PriorityConverter",
                    "rules.ReplayCommand",
                    "rules.ReplaySummary",
                    "rules.RequiredRules",
                    "rules.RuleFiles",
                    "rules.RuleOptions",
                    "rules.RuleSwitches",
                    "rules.RulesCoverageCommand",
                    "rules.RulesDescribeCommand",
                    "rules.RulesExplainCommand",
                    "rules.RulesListCommand",
                    "rules.RulesTestCommand",
                    "rules.SeenPoints",
                    "rules.SessionViews",
                    "rules.SkipInvalid",
                    // any file may be stamped, not only a trace
                    "stamp.StampCommand",
                    "stamp.StampTarget",
                    "stamp.StoredStamps",
                    "stamp.TrustedAuthorities",
                    // reads files as they are, beside the api
                    "trace.TraceManifest",
                    "trace.CustodyFacts",
                    // traces are made from records
                    "trace.ExportCommand",
                    "trace.ImportCommand",
                    "trace.MergeCommand",
                    "trace.RedactedExport",
                    "trace.RedactionOptions",
                    "trace.RedactionVerdict",
                    "trace.RepairCommand",
                    "trace.SliceCommand",
                    "trace.TraceCommand")
            .map(name -> "dev.gvtrace.cli." + name)
            .collect(Collectors.toSet());

    private static Map.Entry<String, Set<String>> edges(String from, String... to) {
        return Map.entry(
                "dev.gvtrace." + from,
                Set.of(to).stream().map(p -> "dev.gvtrace." + p).collect(Collectors.toSet()));
    }

    @Test
    void everyPackageSeesOnlyWhatTheDesignAllows() {
        assertThat(CLASSES).as("classes seen; an empty import may not pass").hasSizeGreaterThan(50);
        List<String> wrong = new ArrayList<>();
        for (var javaClass : CLASSES) {
            String from = javaClass.getPackageName();
            if (from.equals("dev.gvtrace.cli")) {
                continue; // sees all
            }
            boolean command = COMMANDS_MAY_SEE.containsKey(from);
            Set<String> allowed = command ? COMMANDS_MAY_SEE.get(from) : MAY_SEE.get(from);
            if (allowed == null) {
                wrong.add(from + " is not listed in ArchitectureTest");
                continue;
            }
            javaClass.getDirectDependenciesFromSelf().forEach(dependency -> {
                String to = dependency.getTargetClass().getPackageName();
                boolean restricted = to.startsWith(command ? "dev.gvtrace.cli" : "dev.gvtrace");
                if (restricted && !to.equals(from) && !to.equals(GROUND) && !allows(allowed, to)) {
                    wrong.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    /** An entry that ends in {@code .*} stands for a package and those below it. */
    private static boolean allows(Set<String> allowed, String to) {
        return allowed.stream()
                .anyMatch(entry -> entry.endsWith(".*")
                        ? (to + ".").startsWith(entry.substring(0, entry.length() - 1))
                        : entry.equals(to));
    }

    /** Where the api serves, the program uses it. A name that is not needed any more has to go. */
    @Test
    void theProgramSeesInternalsOnlyWhereTheApiCannotServe() {
        Set<String> seeing = new TreeSet<>();
        for (JavaClass javaClass : CLASSES) {
            boolean inside = javaClass.getPackageName().startsWith("dev.gvtrace.cli")
                    && javaClass.getDirectDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                            .anyMatch(ArchitectureTest::isInternal);
            if (inside) {
                String name = javaClass.getName().replaceFirst("\\$.*", "");
                String group = javaClass.getPackageName() + ".*";
                seeing.add(SEE_INTERNALS.contains(group) ? group : name);
            }
        }
        assertThat(seeing).containsExactlyInAnyOrderElementsOf(SEE_INTERNALS);
    }

    private static boolean isInternal(JavaClass target) {
        String name = target.getPackageName();
        return name.startsWith("dev.gvtrace.")
                && !name.startsWith("dev.gvtrace.cli")
                && !name.startsWith("dev.gvtrace.api")
                && !name.equals(GROUND);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.gvtrace.(text|api|replay.*|capture.*|capture|trace.*|trace|proto.*|cli.*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void librariesThatTouchTheOutsideStayInTheirPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.capture.socket")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.newsclub..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli.shell.terminal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli.shell.sql")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.duckdb..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli.stamp")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.gvtrace.trace.gvt", "dev.gvtrace.trace.tracereplay")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.luben..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineEndsTheProcessOrPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli..")
                .should()
                .accessField(System.class, "out")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.cli..")
                .should()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    /** Messages quote names from outside; only {@link Streams#tell} prints them. */
    @Test
    void messagesTakeOneWay() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Streams.class.getName())
                .should()
                .callMethod(PrintStream.class, "println", String.class)
                .orShould()
                .callMethod(PrintStream.class, "println", Object.class)
                .check(CLASSES);
    }

    /** What providers add belongs to a run of the program or to a user of the api, never to the process. */
    @Test
    void whatProvidersAddIsNeverStatic() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gvtrace.replay.provider")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .check(CLASSES);
        Set<Class<?>> catalogues = Set.of(
                Binding.class, TableCatalog.class, RuleSyntaxCatalog.class, FormatCatalog.class, NamedCatalog.class);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(DescribedPredicate.describe(
                        "a catalogue",
                        type -> catalogues.stream().anyMatch(catalogue -> type.isAssignableTo(catalogue))))
                .check(CLASSES);
    }

    @Test
    void noStaticChangesBehindItsInitializer() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    /** RATIONALE, "Two writers of JSON": what is read again is written by Jackson, what is printed by JsonWriter. */
    @Test
    void jsonHasOneWriterForRecordsAndOneForOutput() {
        assertThat(packagesThatCall(
                        target -> target.getTargetOwner().getPackageName().startsWith("tools.jackson")
                                && target.getName().matches("write.*|createGenerator")))
                .containsExactlyInAnyOrder(
                        "dev.gvtrace.trace.anchor",
                        "dev.gvtrace.trace.ledger",
                        "dev.gvtrace.capture.facts",
                        "dev.gvtrace.capture.handover",
                        "dev.gvtrace.capture.session",
                        "dev.gvtrace.replay.redact",
                        "dev.gvtrace.cli.shell.casefile");
        assertThat(packagesThatCall(target -> target.getTargetOwner().isEquivalentTo(JsonWriter.class)
                        && target.getOriginOwner() != target.getTargetOwner()))
                .containsExactlyInAnyOrder(
                        "dev.gvtrace.replay.output",
                        "dev.gvtrace.cli.trace",
                        "dev.gvtrace.cli.capture.doctor",
                        "dev.gvtrace.cli.capture.status",
                        // only the JSON of strings, which are inserted into a text
                        "dev.gvtrace.capture.setup");
    }

    private static Set<String> packagesThatCall(Predicate<JavaCall<?>> wanted) {
        return CLASSES.stream()
                .flatMap(javaClass -> javaClass.getCodeUnitCallsFromSelf().stream())
                .filter(wanted)
                .map(call -> call.getOriginOwner().getPackageName())
                .collect(Collectors.toSet());
    }

    @Test
    void replayReadsNoClock() {
        List<String> clocks = CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith("dev.gvtrace.replay"))
                .flatMap(c -> c.getAccessesFromSelf().stream())
                .filter(ArchitectureTest::readsTheClock)
                .map(JavaAccess::getDescription)
                .toList();
        assertThat(clocks).isEmpty();
    }

    private static boolean readsTheClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        String name = access.getName();
        return owner.equals("java.lang.System") && name.equals("currentTimeMillis")
                || owner.startsWith("java.time.") && name.equals("now");
    }

    @Test
    void everyPackageIsNullMarkedAndDescribed() {
        List<String> bare = CLASSES.stream()
                .map(c -> c.getPackage())
                .distinct()
                .filter(p -> !p.getName().equals("dev.gvtrace.proto.schema"))
                .filter(p -> p.getClasses().stream().findAny().isPresent())
                .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(bare).isEmpty();
    }
}
