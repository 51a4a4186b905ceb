// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Parses an authority's reply, a TimeStampResp of RFC 3161, as it is stored in a {@code .tsr} file. */
final class StampReply {
    /** Size of the largest reply; those with a chain of certificates have up to some ten thousand bytes. */
    static final int MOST_BYTES = 256 << 10;

    private static final int QUOTED = 60;
    private static final List<String> STATUSES = List.of(
            "granted",
            "granted with modifications",
            "rejection",
            "waiting",
            "revocation warning",
            "revocation notification");
    private static final Map<Integer, String> FAILURES = failures();

    private StampReply() {}

    private static Map<Integer, String> failures() {
        Map<Integer, String> names = new LinkedHashMap<>();
        names.put(PKIFailureInfo.badAlg, "badAlg");
        names.put(PKIFailureInfo.badRequest, "badRequest");
        names.put(PKIFailureInfo.badDataFormat, "badDataFormat");
        names.put(PKIFailureInfo.timeNotAvailable, "timeNotAvailable");
        names.put(PKIFailureInfo.unacceptedPolicy, "unacceptedPolicy");
        names.put(PKIFailureInfo.unacceptedExtension, "unacceptedExtension");
        names.put(PKIFailureInfo.addInfoNotAvailable, "addInfoNotAvailable");
        names.put(PKIFailureInfo.systemFailure, "systemFailure");
        return names;
    }

    /** The token of a reply that grants one. */
    static TimeStampToken token(byte[] reply) throws InvalidStampException {
        TimeStampResponse response = parse(reply);
        int status = response.getStatus();
        if (status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS) {
            throw new InvalidStampException("refused by the authority: " + refusal(response));
        }
        TimeStampToken token = response.getTimeStampToken();
        if (token == null) {
            throw new InvalidStampException("granted, but without a stamp");
        }
        return token;
    }

    private static TimeStampResponse parse(byte[] reply) throws InvalidStampException {
        if (reply.length > MOST_BYTES) {
            throw new InvalidStampException("a reply of " + reply.length + " bytes, expected at most " + MOST_BYTES);
        }
        try (ASN1InputStream in = new ASN1InputStream(reply)) {
            ASN1Primitive whole = in.readObject();
            if (whole == null) {
                throw new InvalidStampException("an empty reply");
            }
            if (in.read() >= 0) {
                throw new InvalidStampException("not a reply to a time-stamp request (RFC 3161): bytes follow it");
            }
            return new TimeStampResponse(TimeStampResp.getInstance(whole));
        } catch (IOException | TSPException | RuntimeException | StackOverflowError e) {
            throw new InvalidStampException(
                    "not a reply to a time-stamp request (RFC 3161): it begins with " + beginning(reply), e);
        }
    }

    /** Text as it is, bytes as numbers. */
    private static String beginning(byte[] reply) {
        String text = EscapedText.decode(Arrays.copyOf(reply, Math.min(reply.length, QUOTED)));
        boolean readable = text.chars().allMatch(c -> c >= ' ' && c < 0x7f || Character.isWhitespace(c));
        if (readable) {
            return "'" + text.strip().replaceAll("\\s+", " ") + "'";
        }
        List<String> bytes = new ArrayList<>();
        for (int i = 0; i < Math.min(reply.length, 8); i++) {
            bytes.add(String.format("%02x", reply[i]));
        }
        return "the bytes " + String.join(" ", bytes);
    }

    private static String refusal(TimeStampResponse response) {
        int status = response.getStatus();
        String name = status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : "status " + status;
        String words = response.getStatusString();
        PKIFailureInfo failure = response.getFailInfo();
        return name
                + (words == null ? "" : ", '" + words.strip() + "'")
                + (failure == null ? "" : " (" + failures(failure) + ")");
    }

    private static String failures(PKIFailureInfo info) {
        int bits = info.intValue();
        List<String> names = new ArrayList<>();
        FAILURES.forEach((bit, name) -> {
            if ((bits & bit) != 0) {
                names.add(name);
            }
        });
        return names.isEmpty() ? "failure 0x" + Integer.toHexString(bits) : String.join(", ", names);
    }
}
