// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.plugin.ToySyntax;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldProvider;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableProvider;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.TraceSource;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Providers that clash with what is there, or cannot be created, end the commands that need them. */
class UnusableProvidersTest {
    private static final String TRACE =
            Repository.top().resolve("samples/traces/workload-2026.gvt").toString();

    @TempDir
    private Path folder;

    /** Brings one of each kind, whose name is taken. */
    public static class Clash implements FieldProvider, TableProvider, RuleSyntax, AlertFormat, ExportFormat, Table {
        @Override
        public String name() {
            return "json";
        }

        @Override
        public List<FieldDefinition> definitions() {
            return List.of(FieldDefinition.plain("proc.name", FieldType.TEXT, "One."));
        }

        @Override
        public Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Table> tables() {
            return List.of(this);
        }

        @Override
        public TableSchema schema() {
            return new TableSchema("gaps", "One.", List.of());
        }

        @Override
        public Scan scan(ScanRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean recognizes(String fileName) {
            return fileName.endsWith(".toy");
        }

        @Override
        public Content read(RuleFile file, Issues issues) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] format(Alert alert) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Damage> write(TraceSource source, OutputStream out) {
            throw new UnsupportedOperationException();
        }
    }

    /** The same for exports, whose names are others. */
    public static final class ExportClash extends Clash {
        @Override
        public String name() {
            return "tracereplay";
        }
    }

    /** Cannot be created. */
    public static final class Unlicensed extends Clash {
        /** Never ends normally. */
        public Unlicensed() {
            throw new IllegalStateException("no licence");
        }
    }

    /** A catalogue, with a command that needs it. */
    private enum Catalogue {
        FIELDS(FieldProvider.class, "field", "fields", "proc.name"),
        TABLES(TableProvider.class, "table", "query", TRACE, "-e", "gaps"),
        SYNTAXES(RuleSyntax.class, "rule syntax", "rules check", "rules.toy"),
        ALERTS(AlertFormat.class, "alert format", "replay", "--rules", "rules.toy", TRACE),
        EXPORTS(ExportFormat.class, "export format", "export", "--format", "tracereplay", TRACE, "copy");

        private final Class<?> type;
        private final String noun;
        private final String verb;
        private final List<String> words;

        Catalogue(Class<?> type, String noun, String verb, String... words) {
            this.type = type;
            this.noun = noun;
            this.verb = verb;
            this.words = List.of(words);
        }

        /** What the command reports about {@link Clash}. */
        String clash() {
            String clash = Clash.class.getName();
            return switch (this) {
                case FIELDS -> twice("field 'proc.name'", "gvtrace", "json (" + clash + ")", "another name");
                case TABLES -> twice("table 'gaps'", "gvtrace", clash, "another name");
                case SYNTAXES ->
                    twice(
                            "rule syntax of 'rules.toy'",
                            clash,
                            ToySyntax.class.getName(),
                            "one that recognizes the name");
                case ALERTS -> twice("alert format 'json'", "gvtrace", clash, "another name");
                case EXPORTS ->
                    twice("export format 'tracereplay'", "gvtrace", ExportClash.class.getName(), "another name");
            };
        }

        private String twice(String what, String one, String other, String expected) {
            return "gvtrace " + verb + ": " + what + " is defined twice: by " + one + " and by " + other + ": expected "
                    + expected + "\n";
        }
    }

    private void install(Catalogue catalogue, Class<?> provider) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(catalogue.type.getName()), provider.getName());
    }

    /** Runs the program with the folder on the class path, and as its working directory. */
    private Program.Result run(List<String> words) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("rules.toy"), "Shell | evt.type = execve\n");
        List<String> command = Subprocess.program(words.toArray(String[]::new));
        int path = command.indexOf("-cp") + 1;
        command.set(path, folder + File.pathSeparator + command.get(path));
        try (Subprocess process = Subprocess.startIn(folder, command, Map.of())) {
            int exitCode = process.waitFor(60);
            return new Program.Result(exitCode, process.out(), process.err());
        }
    }

    private Program.Result run(Catalogue catalogue) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(catalogue.verb.split(" ")));
        words.addAll(catalogue.words);
        return run(words);
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsTakenEndsTheCommand(Catalogue catalogue) throws IOException, InterruptedException {
        install(catalogue, catalogue == Catalogue.EXPORTS ? ExportClash.class : Clash.class);
        assertThat(run(catalogue)).isEqualTo(new Program.Result(ExitCode.USAGE, "", catalogue.clash()));
    }

    @ParameterizedTest
    @EnumSource
    void aConstructorThatThrowsEndsTheCommand(Catalogue catalogue) throws IOException, InterruptedException {
        install(catalogue, Unlicensed.class);
        assertThat(run(catalogue))
                .isEqualTo(new Program.Result(
                        ExitCode.USAGE,
                        "",
                        "gvtrace " + catalogue.verb + ": invalid " + catalogue.noun + " provider: "
                                + Unlicensed.class.getName()
                                + " could not be instantiated: java.lang.IllegalStateException: no licence: expected"
                                + " a class that implements " + catalogue.type.getName()
                                + ", with a public constructor without parameters\n"));
    }

    @Test
    void commandsThatNeedNoneReadNone() throws IOException, InterruptedException {
        for (Catalogue catalogue : Catalogue.values()) {
            install(catalogue, Unlicensed.class);
        }
        for (String words : List.of("--version", "--help", "info " + TRACE, "session --socket /s")) {
            assertThat(run(List.of(words.split(" "))).exitCode()).as(words).isEqualTo(ExitCode.DONE);
        }
    }
}
