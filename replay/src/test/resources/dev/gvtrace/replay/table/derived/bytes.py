import os, socket, threading, json, sys, time, fcntl
T={"files":{}, "conns":[], "execs":[], "kids":0}
def f(p): return T["files"].setdefault(p,{"r":0,"w":0,"opens":0,"failed":0})
def op(p,fl,mode=0o644):
    try:
        fd=os.open(p,fl,mode); f(p)["opens"]+=1; return fd
    except OSError:
        f(p)["failed"]+=1; return -1
d="/tmp/w"; os.makedirs(d,exist_ok=True)
a=op(d+"/a",os.O_RDWR|os.O_CREAT|os.O_EXCL)
def w(fd,p,n): f(p)["w"]+=os.write(fd,b"x"*n)
def r(fd,p,n): f(p)["r"]+=len(os.read(fd,n))
w(a,d+"/a",1000)
f(d+"/a")["w"]+=os.pwrite(a,b"y"*77,500)
f(d+"/a")["w"]+=os.writev(a,[b"1"*10,b"2"*20])
f(d+"/a")["r"]+=len(os.pread(a,200,0))
f(d+"/a")["r"]+=os.preadv(a,[bytearray(100),bytearray(50)],0)
os.lseek(a,0,0); f(d+"/a")["r"]+=os.readv(a,[bytearray(30),bytearray(40)])
b=os.dup(a); w(b,d+"/a",5)
c=fcntl.fcntl(a,fcntl.F_DUPFD,50); w(c,d+"/a",6); os.close(a)
pid=os.fork(); T["kids"]+=1
if pid==0:
    os.write(b,b"z"*9); os._exit(3)
os.waitpid(pid,0); f(d+"/a")["w"]+=9
op(d+"/none",os.O_RDONLY)
os.close(b); os.close(c)
# number reuse after close
n=op(d+"/b",os.O_WRONLY|os.O_CREAT|os.O_TRUNC); w(n,d+"/b",4321); os.close(n)
def th(i):
    p=d+"/t%d"%i
    x=op(p,os.O_WRONLY|os.O_CREAT)
    for k in range(20): w(x,p,k+i)
    os.close(x)
ts=[threading.Thread(target=th,args=(i,)) for i in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
# tcp
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1); s.bind(("127.0.0.1",0)); s.listen(5); port=s.getsockname()[1]
def serve():
    k,_=s.accept(); g=0
    while True:
        x=os.read(k.fileno(),4096)
        if not x: break
        g+=len(x)
    os.write(k.fileno(),b"q"*333); k.close(); T["conns"].append(["accepted",port,g,333])
t=threading.Thread(target=serve); t.start()
k=socket.create_connection(("127.0.0.1",port)); o=0
for i in range(10): o+=os.write(k.fileno(),b"m"*1234)
k.shutdown(socket.SHUT_WR); i=0
while True:
    x=os.read(k.fileno(),100)
    if not x: break
    i+=len(x)
t.join(); k.close(); T["conns"].append(["connected",port,i,o])
z=socket.socket()
try: z.connect(("127.0.0.1",1))
except OSError: T["conns"].append(["refused",1,0,0])
z.close(); s.close()
u,v=socket.socketpair(); os.write(u.fileno(),b"p"*55); os.read(v.fileno(),100)
pid=os.fork(); T["kids"]+=1
if pid==0:
    os.write(u.fileno(),b"p"*7); os._exit(0)
os.waitpid(pid,0); os.read(v.fileno(),100); u.close(); v.close()
T["conns"]+= [["connected",None,0,62],["connected",None,62,0]]
# drop and run
x=op(d+"/prog",os.O_WRONLY|os.O_CREAT|os.O_TRUNC,0o755); data=open("/bin/true","rb").read(); off=0
while off<len(data): n=os.write(x,data[off:off+8192]); f(d+"/prog")["w"]+=n; off+=n
os.close(x)
for argv in (["/bin/true"],[d+"/prog","-x"],[d+"/nope"]):
    pid=os.fork(); T["kids"]+=1
    if pid==0:
        try: os.execv(argv[0],argv)
        except OSError: os._exit(9)
    T["execs"].append([argv[0],os.waitpid(pid,0)[1]>>8])
print(json.dumps(T)); sys.stdout.flush()
