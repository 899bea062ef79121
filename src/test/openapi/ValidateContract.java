import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the served contract to OpenAPI 3.1 with a public validator, swagger-parser. Run by {@code
 * mvn verify} as a program of its own: the validator brings a JSON library that Vert.x would use in
 * the other tests and does not have in a node.
 */
public final class ValidateContract {
  private ValidateContract() {}

  /** A mistake that the validator has to find, so that its silence means something. */
  private static final String ID = "operationId: getJob\n";

  private static final String ID_OF_ANOTHER = "operationId: listNodes\n";

  public static void main(String[] files) throws IOException {
    String contract = Files.readString(Path.of(files[0]));
    List<String> faults = new ArrayList<>(faults(contract));
    if (!contract.contains(ID) || !contract.contains(ID_OF_ANOTHER)) {
      faults.add("the contract has no getJob and listNodes to make a mistake with");
    } else if (faults(contract.replace(ID, ID_OF_ANOTHER)).isEmpty()) {
      faults.add("the validator does not find an operationId that is there twice");
    }
    faults.forEach(fault -> System.err.println(files[0] + ": " + fault));
    if (!faults.isEmpty()) {
      System.exit(1);
    }
  }

  private static List<String> faults(String contract) {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(contract, null, options);
    List<String> faults = new ArrayList<>(result.getMessages());
    if (result.getOpenAPI() == null) {
      faults.add("this is no OpenAPI document");
    }
    return faults;
  }
}
