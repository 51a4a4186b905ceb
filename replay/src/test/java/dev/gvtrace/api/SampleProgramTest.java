// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in the README compiles against the public API alone and prints the expected output. */
class SampleProgramTest {
    private static final Path PROGRAM = Path.of("../samples/api/WhoRanWhat.java");
    private static final Path EXTENSION = Path.of("../samples/api/extension");

    @TempDir
    private Path classes;

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void printsExecutionsAndAlerts() throws Exception {
        compile(PROGRAM);
        String printed = run("../samples/traces/web-break-in.gvt");
        assertThat(printed).isEqualTo(Files.readString(Path.of("../samples/expected/web-break-in.who-ran-what.txt")));
    }

    /** In class loaders of its own, as extensions have to lie beside gvtrace. */
    @Test
    void theExtensionAddsItsField() throws Exception {
        compile(EXTENSION.resolve("PeerScope.java"));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        String name = "dev.gvtrace.api.extension.FieldExtension";
        Files.copy(EXTENSION.resolve("META-INF/services").resolve(name), services.resolve(name));
        List<URL> urls = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> rules = loader.loadClass("dev.gvtrace.api.Rules");
            Class<?> trace = loader.loadClass("dev.gvtrace.api.Trace");
            Object loaded =
                    rules.getMethod("ofText", String.class, String.class).invoke(null, "peers.yaml", """
                    - rule: Peer
                      desc: a connection to a public address
                      condition: evt.type = connect and peer.scope = public
                      output: "%peer.scope %fd.sip"
                      priority: NOTICE
                    """);
            try (AutoCloseable opened = (AutoCloseable)
                    trace.getMethod("open", Path.class).invoke(null, Path.of("../samples/traces/web-break-in.gvt"))) {
                List<String> lines = new ArrayList<>();
                ((Iterator<?>) trace.getMethod("alerts", rules).invoke(opened, loaded))
                        .forEachRemaining(alert -> lines.add(alert.toString()));
                assertThat(lines).isNotEmpty().allMatch(line -> line.contains("Notice public 203.0.113.9"));
            }
        }
    }

    private void compile(Path program) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString());
        assertThat(compiled).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WhoRanWhat.java", "extension/PeerScope.java"})
    void usesTheApiOnly(String name) throws Exception {
        List<String> lines = Files.readAllLines(PROGRAM.resolveSibling(name));
        assertThat(lines).hasSizeLessThanOrEqualTo(40);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("import"))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("import java.") || line.startsWith("import dev.gvtrace.api."));
    }

    private String run(String trace) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, Trace.class.getClassLoader());
                PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            loader.loadClass("WhoRanWhat").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {trace});
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
