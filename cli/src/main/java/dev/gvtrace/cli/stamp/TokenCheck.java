// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.api.TimeStamp;
import dev.gvtrace.text.Text;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/**
 * Checks a stamp: its signature, that the signer's certificate is one for time stamps and was valid at its time, and,
 * where certificates are trusted, that it leads to one of these. Immutable.
 */
final class TokenCheck {
    /** More are not needed, and a search for a chain among many takes long. */
    private static final int MOST_CERTIFICATES = 20;

    private final @Nullable TrustedAuthorities trusted;

    TokenCheck(@Nullable TrustedAuthorities trusted) {
        this.trusted = trusted;
    }

    /**
     * Checks a stamp, whatever it is over.
     *
     * @param file where it is from
     */
    TimeStamp check(Text file, TimeStampToken token) throws InvalidStampException {
        try {
            TimeStampTokenInfo info = token.getTimeStampInfo();
            String algorithm = Digests.name(info.getMessageImprintAlgOID());
            List<X509Certificate> sent = certificates(token);
            X509Certificate signer = signer(token, sent);
            Date time = info.getGenTime();
            String root = trusted == null ? null : trusted.root(signer, sent, time);
            return new TimeStamp(
                    file,
                    null,
                    algorithm,
                    HexFormat.of().formatHex(info.getMessageImprintDigest()),
                    time.toInstant(),
                    new TimeStamp.Authority(
                            TrustedAuthorities.name(signer),
                            info.getSerialNumber().toString(16),
                            info.getPolicy().getId(),
                            root));
        } catch (RuntimeException | StackOverflowError e) {
            throw new InvalidStampException("malformed", e);
        }
    }

    private static List<X509Certificate> certificates(TimeStampToken token) throws InvalidStampException {
        Collection<X509CertificateHolder> holders = token.getCertificates().getMatches(null);
        if (holders.size() > MOST_CERTIFICATES) {
            throw new InvalidStampException(
                    "with " + holders.size() + " certificates, expected at most " + MOST_CERTIFICATES);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder holder : holders) {
            try {
                certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
            } catch (CertificateException e) {
                throw new InvalidStampException("with a certificate that cannot be read", e);
            }
        }
        return certificates;
    }

    /** The certificate of the signer, after all checks of it and the signature. */
    private X509Certificate signer(TimeStampToken token, List<X509Certificate> sent) throws InvalidStampException {
        List<X509Certificate> candidates = new ArrayList<>(sent);
        if (trusted != null) {
            candidates.addAll(trusted.certificates());
        }
        InvalidStampException reason = new InvalidStampException(
                "without the certificate of its authority, which --tsa-ca does not contain either");
        for (X509Certificate each : candidates) {
            try {
                if (token.getSID().match(new JcaX509CertificateHolder(each))) {
                    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(each));
                    return each;
                }
            } catch (TSPException e) {
                reason = new InvalidStampException("with a wrong signature or certificate: " + e.getMessage(), e);
            } catch (OperatorCreationException | CertificateException e) {
                reason = new InvalidStampException("with a signature that cannot be checked: " + e.getMessage(), e);
            }
        }
        throw reason;
    }

    /** The bytes of a reply. */
    TimeStamp check(Text file, byte[] reply) throws InvalidStampException {
        return check(file, StampReply.token(reply));
    }
}
