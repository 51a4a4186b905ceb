// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.cli.capture.delivery.DestinationOption;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.anchor.AnchorSource;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** The options of {@code gvtrace capture} for anchors. */
public final class AnchorOptions {
    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nAnchors:%n")
    private List<AnchorOutputOptions> outputs = new ArrayList<>();

    /**
     * The outputs, not begun.
     *
     * @param recorder host, directory and key
     * @param log receives log lines; never blocks
     * @throws CommandException if an option is not valid
     */
    public Anchors anchors(CaptureOptions recorder, Consumer<String> log) {
        LedgerLine.Signer signer = signer(recorder.writer().signer());
        DestinationOption to = new DestinationOption("--anchor", "anchors", log);
        UUID start = UUID.randomUUID();
        List<AnchorOutput> made = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AnchorOutputOptions each : outputs) {
            Destination destination = each.destination(to);
            int number = made.size() + 1;
            String name = names.add(destination.name()) ? destination.name() : destination.name() + " #" + number;
            AnchorSource source = new AnchorSource(
                    recorder.host(),
                    Text.ofUtf8(
                            FileNames.text(recorder.directory().toAbsolutePath().normalize())),
                    start,
                    number,
                    each.every().toSeconds());
            made.add(new AnchorOutput(
                    name, destination, source, signer, AnchorOutput.Schedule.every(each.every()), log));
        }
        return new Anchors(made);
    }

    private static LedgerLine.@Nullable Signer signer(@Nullable PrivateKey key) {
        try {
            return key == null ? null : LedgerWriter.signer(key);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, "--sign-key: " + e.getMessage(), e);
        }
    }
}
