import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Solr on loopback: java -Dsolr.solr.home=HOME -cp 'lib/*' Solr.java PORT */
public class Solr {
    public static void main(String[] words) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])));
        ServletContextHandler context = new ServletContextHandler(server, "/solr");
        context.addEventListener(new CoreContainerProvider());
        context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new HttpServlet() {}), "/*");
        server.setStopAtShutdown(true);
        server.start();
        server.join();
    }
}
