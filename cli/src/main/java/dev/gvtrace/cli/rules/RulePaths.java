// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rule files of a command that takes nothing else: plainly, or after --rules as in other commands. */
final class RulePaths {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "rule file, directory of rule files, - for standard input, or builtin for the rules that gvtrace brings; later ones may use earlier ones. also values of Falco's Helm chart, ConfigMaps and Secrets with rule files inside")
    private List<String> files = new ArrayList<>();

    @Option(names = "--rules", paramLabel = "FILE", description = "the same as FILE; loaded first")
    private List<String> rules = new ArrayList<>();

    /** All of them, in order; at least one. */
    List<String> all() {
        List<String> all = new ArrayList<>(rules);
        all.addAll(files);
        if (all.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'FILE'");
        }
        return all;
    }
}
