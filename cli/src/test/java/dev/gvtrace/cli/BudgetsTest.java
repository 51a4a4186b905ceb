// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * A file may have more than six parameters or components if it gives the reason. That no other file has more is a rule
 * of {@code .mvn/checkstyle.xml}, which looks for the same words.
 */
class BudgetsTest {
    private static final int MOST = 6;
    /** As in {@code .mvn/checkstyle.xml}: a paragraph in the comment of the file's type. */
    private static final Pattern REASON =
            Pattern.compile("^ \\* <p>More than six (components|parameters).*[:,] \\S", Pattern.MULTILINE);

    @Test
    void aReasonForManyParametersStandsWhereThereAreMany() throws IOException {
        List<Path> excused = new ArrayList<>();
        for (String module : List.of("proto", "capture", "replay", "cli")) {
            try (Stream<Path> files = Files.walk(Repository.top().resolve(module + "/src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    if (REASON.matcher(Files.readString(file)).find()) {
                        excused.add(file);
                    }
                }
            }
        }
        assertThat(excused).isNotEmpty();
        assertThat(withFew(excused)).as("files that give a reason without need").isEmpty();
    }

    /** Those without a method, constructor or record of more parameters or components. */
    private static List<String> withFew(List<Path> sources) throws IOException {
        List<String> few = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                Most most = new Most();
                unit.accept(most, null);
                if (most.found <= MOST) {
                    few.add(unit.getSourceFile().getName());
                }
            }
        }
        return few;
    }

    /** The most parameters of a method or constructor, or components of a record. */
    private static final class Most extends TreeScanner<Void, Void> {
        private int found;

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            found = Math.max(found, method.getParameters().size());
            return super.visitMethod(method, none);
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (type.getKind() == Tree.Kind.RECORD) {
                long components = type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(member -> ((VariableTree) member).getModifiers().getFlags())
                        .filter(flags -> !flags.contains(Modifier.STATIC))
                        .count();
                found = Math.max(found, (int) components);
            }
            return super.visitClass(type, none);
        }
    }
}
