// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.jspecify.annotations.Nullable;

/** An authority in this process, which can be made to answer wrongly. */
public final class TestAuthority {
    static final String POLICY = "1.2.3.4.1";
    private static final KeyPair ROOT = key();
    private static final KeyPair SIGNER = key();
    private static final long DAY = 86_400_000L;

    private final X509Certificate root;
    private final X509Certificate certificate;
    private final boolean withCertificate;

    private TestAuthority(X509Certificate root, X509Certificate certificate, boolean withCertificate) {
        this.root = root;
        this.certificate = certificate;
        this.withCertificate = withCertificate;
    }

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A right one. */
    public static TestAuthority named(String name) {
        return with(name, true, KeyPurposeId.id_kp_timeStamping);
    }

    /** One whose certificate has another use, or states it without making it critical, or does not state any. */
    static TestAuthority with(String name, boolean critical, @Nullable KeyPurposeId... uses) {
        Date from = new Date(System.currentTimeMillis() - 10 * DAY);
        Date to = new Date(System.currentTimeMillis() + 10 * DAY);
        return with(name, new Date[] {from, to}, critical, uses);
    }

    /** One whose certificate was valid at another time. */
    static TestAuthority with(String name, Date[] span, boolean critical, @Nullable KeyPurposeId... uses) {
        try {
            X500Principal rootName = new X500Principal("CN=Root of " + name);
            X509Certificate root = certificate(rootName, ROOT, rootName, span, null, false);
            ExtendedKeyUsage use = uses.length == 0 ? null : new ExtendedKeyUsage(uses);
            X509Certificate signer =
                    certificate(rootName, SIGNER, new X500Principal("CN=" + name), span, use, critical);
            return new TestAuthority(root, signer, true);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, without its certificate in the stamps. */
    TestAuthority withoutCertificate() {
        return new TestAuthority(root, certificate, false);
    }

    private static X509Certificate certificate(
            X500Principal issuer,
            KeyPair keys,
            X500Principal subject,
            Date[] span,
            @Nullable ExtendedKeyUsage use,
            boolean critical)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        BigInteger serial = BigInteger.valueOf(subject.hashCode() & 0xffffff);
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(issuer, serial, span[0], span[1], subject, keys.getPublic());
        if (issuer.equals(subject)) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        }
        if (use != null) {
            builder.addExtension(Extension.extendedKeyUsage, critical, use);
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(ROOT.getPrivate())));
    }

    /** Writes the root's certificate. */
    public Path root(Path file) throws IOException {
        return Files.writeString(file, pem(root));
    }

    /** Writes the certificates of root and signer. */
    Path rootAndSigner(Path file) throws IOException {
        return Files.writeString(file, pem(root) + pem(certificate));
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A right reply. */
    byte[] grant(byte[] request) {
        return grant(request, new Date());
    }

    /** A reply with another time. */
    public byte[] grant(byte[] request, Date time) {
        try {
            return generator()
                    .generateGrantedResponse(new TimeStampRequest(request), BigInteger.valueOf(4711), time)
                    .getEncoded();
        } catch (TSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A reply that is signed with a certificate which is not one for time stamps. */
    byte[] forge(byte[] request) {
        try {
            TSTInfo content = new TimeStampResponse(named("Model").grant(request))
                    .getTimeStampToken()
                    .getTimeStampInfo()
                    .toASN1Structure();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            var reference = new SigningCertificateV2(new ESSCertIDv2(digest));
            var attribute = new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(reference));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attribute)))
                    .build("SHA256withRSA", SIGNER.getPrivate(), certificate));
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
            ContentInfo signed = generator
                    .generate(
                            new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, content.getEncoded()),
                            true)
                    .toASN1Structure();
            return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), signed).getEncoded();
        } catch (GeneralSecurityException | IOException | OperatorCreationException | CMSException | TSPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A refusal. */
    byte[] refuse(int status, int failure, String words) {
        try {
            return generator().generateFailResponse(status, failure, words).getEncoded();
        } catch (TSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private TimeStampResponseGenerator generator() {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var signer =
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", SIGNER.getPrivate(), certificate);
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    signer,
                    digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(TSPAlgorithms.SHA256)),
                    new ASN1ObjectIdentifier(POLICY));
            if (withCertificate) {
                tokens.addCertificates(new JcaCertStore(List.of(certificate)));
            }
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
        } catch (GeneralSecurityException | OperatorCreationException | TSPException e) {
            throw new IllegalStateException(e);
        }
    }
}
