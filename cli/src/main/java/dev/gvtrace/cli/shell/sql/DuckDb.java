// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBuilder;

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
        try {
            return new DuckDb((DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings));
        } catch (LinkageError e) {
            throw new CommandException(ExitCode.USAGE, "sql: the library of DuckDB cannot be loaded: " + expected(), e);
        }
    }

    /** Locks all settings and closes the database off; what was made until now stays. */
    void lock() throws SQLException {
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    private static String expected() {
        String name = libraryName();
        CodeSource source = DuckDBDriver.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            return "expected " + FileNames.text(jar.resolveSibling(name));
        } catch (URISyntaxException | RuntimeException e) {
            return "expected " + name + " beside duckdb_jdbc.jar";
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
