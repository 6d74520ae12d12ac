// A real OpenID Connect provider on 127.0.0.1 for the tests: whoever says a name is signed in.
// The name decides what the provider tells: proven:a@b.no, claimed:a@b.no, or no address at all.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const REDIRECT = process.argv[2]

function claims (id) {
  const [kind, email] = id.split(':')
  const told = { sub: id.replace(/\W/g, '-'), name: 'Kari Nordmann', pid: '01017000000' }
  if (kind === 'proven') return { ...told, email, email_verified: true }
  if (kind === 'claimed') return { ...told, email, email_verified: false }
  return told
}

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'allmenning',
      client_secret: 'only-for-the-tests',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'client_secret_post'
    }],
    claims: { openid: ['sub', 'pid'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['only-for-the-tests'] },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => claims(id) })
  })
  server.on('request', provider.callback())
  console.log(issuer)
})
