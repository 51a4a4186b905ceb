// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.jspecify.annotations.Nullable;

/** A database in memory that reads and writes nothing else: no files, no network, no extensions, no settings. */
final class DuckDb implements AutoCloseable {
    /** What statements may take, in MiB. The limit is DuckDB's own; the heap of the JVM comes in addition. */
    static final int MEMORY_MIB = 256;

    private static final String THREADS = "1";

    private final DuckDBConnection connection;

    private DuckDb(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * Opens a database.
     *
     * @throws CommandException if the library cannot be loaded
     */
    static DuckDb open() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", MEMORY_MIB + "MiB");
        settings.setProperty("threads", THREADS);
        settings.setProperty("temp_directory", "");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        requireLibrary();
        try {
            return new DuckDb((DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings));
        } catch (LinkageError e) {
            throw new CommandException(
                    ExitCode.USAGE, "sql: the library of DuckDB cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** Locks all settings and closes the database off; what was made until now stays. */
    void lock() throws SQLException {
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    /** The driver prints a stack trace if it finds no library, so this looks before it where it does. */
    private static void requireLibrary() {
        String name = libraryName();
        boolean found = DuckDBDriver.class.getResource("/" + name) != null || isInLibraryPath();
        Path beside = besideJar(name);
        if (!found && beside != null && !Files.exists(beside)) {
            throw new CommandException(
                    ExitCode.USAGE, "sql: the library of DuckDB cannot be loaded: expected " + FileNames.text(beside));
        }
    }

    private static boolean isInLibraryPath() {
        String mapped = System.mapLibraryName("duckdb_java");
        return Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.exists(FileNames.path(folder).resolve(mapped)));
    }

    /** The library's place beside the driver's jar; null if the driver is not in a jar. */
    private static @Nullable Path besideJar(String name) {
        CodeSource source = DuckDBDriver.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? null : Path.of(source.getLocation().toURI()).resolveSibling(name);
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    /** The name of the library of this platform, as DuckDB's driver looks for it. */
    static String libraryName() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        String platform = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        return "libduckdb_java.so_" + platform + "_" + (arm ? "arm64" : "amd64");
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** Runs a statement of our own. */
    void execute(String statement) throws SQLException {
        try (Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    /** Adds a table function with so many parameters, all texts. */
    void register(String name, int parameters, DuckDBTableFunction<?, ?, ?> function) throws SQLException {
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(name).withProjectionPushdown().withFunction(function);
            for (int i = 0; i < parameters; i++) {
                builder.withParameter(String.class);
            }
            builder.register(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
