// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The program that README shows compiles against the public face alone and prints what it promises. */
class SampleProgramTest {
    private static final Path PROGRAM = Path.of("../samples/api/WhoRanWhat.java");

    @TempDir
    private Path classes;

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void printsWhoRanWhatAndTheAlerts() throws Exception {
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
                        PROGRAM.toString());
        assertThat(compiled).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        String printed = run("../samples/traces/web-break-in.gvt");
        assertThat(printed).isEqualTo(Files.readString(Path.of("../samples/expected/web-break-in.who-ran-what.txt")));
    }

    @Test
    void needsNothingButTheApi() throws Exception {
        List<String> lines = Files.readAllLines(PROGRAM);
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
